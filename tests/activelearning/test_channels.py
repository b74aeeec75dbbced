"""Several sequences of a study, from DICOM to drafts; real training on tiny scans."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning.assist.scene import Scenes
from activelearning.curate.dataset import curate
from activelearning.prelabel.pool import draft_case
from activelearning.prelabel.predictors import load_predictor
from activelearning.stages import Stage, StageReport
from labeling.assist.question import Box
from labeling.assist.selectors import subject_of
from labeling.cohorts.models import SplitName
from labeling.cohorts.selectors.images import load_channels
from labeling.core import jobs
from labeling.prelabel.selectors import current_draft
from labeling.projects.models import Project
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, RunState
from labeling.rounds.selectors import champion
from labeling.rounds.services import request_training
from models.training.dataset import read_case, read_index
from tests.activelearning import balls, sequences
from tests.activelearning.held import held_job
from tests.activelearning.networks import TINY, live_model, store_network
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = 3
    settings.TRAINING_THREADS = 2


def approved_study(project: Project, seed: int, split: SplitName, **options: Any) -> None:
    lead = project.memberships.get(role="lead").user
    balls.approve(sequences.add_study(project, seed, split, **options), seed, lead)


def trained(project: Project, lane: Lane = Lane.FULL) -> Any:
    run = request_training(project=project, trigger="person", lane=lane)
    try:
        jobs.drain("machine")
    finally:
        run.refresh_from_db()
    return run


@pytest.mark.slow
def test_a_study_of_two_sequences_trains_is_judged_and_drafted_and_a_case_that_lacks_one_is_named() -> (
    None
):
    project = sequences.project()
    balls.person(project)
    for seed in range(3):
        approved_study(project, seed, SplitName.TRAIN)
    approved_study(project, 3, SplitName.TRAIN, flair=())
    approved_study(project, 4, SplitName.HOLDOUT)
    approved_study(project, 5, SplitName.HOLDOUT, flair=("FLAIR", "flair again"))
    whole = sequences.add_study(project, 6, SplitName.TRAIN)
    lacking = sequences.add_study(project, 7, SplitName.TRAIN, flair=())
    run = trained(project)

    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert run.channels == sequences.CHANNELS
    assert [(one["name"], one["split"], one["code"]) for one in run.left_out] == [
        ("BALL-0004", "train", "channel_missing"),
        ("BALL-0006", "holdout", "channel_ambiguous"),
    ]
    version = run.model_version
    assert (version.state, version.spec["in_channels"]) == (ModelState.CHAMPION, 2)
    assert (version.labels_used, version.metrics["holdout"]["n"]) == (3, 1)
    assert version.metrics["explain"]["grad_cam"]["images"] >= 1
    draft = current_draft(whole)
    assert draft is not None
    assert draft.model_version == version
    assert current_draft(lacking) is None
    reason = lacking.unscored.get(model_version=version)
    assert reason.code == "channel_missing"
    assert reason.reason == "BALL-0008, channel FLAIR: no series matches '*flair*' in this study."


def test_the_dataset_names_patients_channels_and_modality_and_holds_both_sequences(
    tmp_path: Any,
) -> None:
    project = sequences.project()
    balls.person(project)
    approved_study(project, 0, SplitName.TRAIN)
    run = records.run(project, RunState.RUNNING)
    folder = curate(StageReport(held_job(), Stage.CURATE), run.pk, tmp_path)
    said = json.loads((folder / "dataset.json").read_text())
    assert (said["channels"], said["modality"]) == (["T1", "FLAIR"], "MR")
    assert said["cases"][0]["patient"] == str(project.cases.get().patient_id)
    index = read_index(folder)
    case = read_case(index, index.cases[0])
    assert (case.image.shape, case.mask.shape) == ((2, *(24,) * 3), (24,) * 3)
    assert np.array_equal(case.image[0], balls.scan(0).image)
    expected = sequences.flair_values(0, sequences.T1_GRID)
    assert np.abs(case.image[1] - expected).max() <= 1.5  # both are rounded, nothing is shifted


def test_where_no_approved_case_has_all_channels_the_training_says_what_the_first_one_lacks() -> (
    None
):
    project = sequences.project()
    balls.person(project)
    approved_study(project, 0, SplitName.TRAIN, frame="elsewhere")
    run = request_training(project=project, trigger="person")
    with pytest.raises(jobs.JobFailed, match="BALL-0001, channel FLAIR"):
        jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "no_approved_mask")
    assert "another frame of reference" in run.error


def test_a_live_model_goes_on_with_its_own_channels_when_the_project_asks_for_others() -> None:
    project = balls.project()
    balls.person(project)
    version = live_model(project)
    Project.objects.filter(pk=project.pk).update(channels=sequences.CHANNELS)
    case = sequences.add_study(Project.objects.get(pk=project.pk), 0, SplitName.TRAIN)
    assert draft_case(held_job(), project.pk, case.pk)
    assert current_draft(case).model_version == version


def test_a_quick_training_from_a_model_of_other_channels_is_refused_by_name() -> None:
    project = sequences.project()
    balls.person(project)
    version = live_model(project)
    approved_study(project, 0, SplitName.TRAIN)
    with pytest.raises(jobs.JobFailed):
        trained(project, Lane.QUICK)
    run = project.training_runs.get(lane=Lane.QUICK)
    assert (run.state, run.error_code) == (RunState.FAILED, "other_channels")
    assert champion(project) == version


def test_a_model_whose_spec_takes_another_number_than_its_channels_scores_nothing_and_says_so() -> (
    None
):
    project = sequences.project()
    version = live_model(project)
    version.run.channels = sequences.CHANNELS
    version.run.save()
    case = sequences.add_study(project, 0, SplitName.TRAIN)
    assert not draft_case(held_job(), project.pk, case.pk)
    assert case.unscored.get(model_version=version).code == "wrong_channels"
    assert champion(project) == version


def test_without_channels_the_image_is_the_series_alone() -> None:
    case = balls.add_case(balls.project(), 0, SplitName.TRAIN)
    assert np.array_equal(load_channels(case, []), balls.scan(0).image[None])


def test_labels_that_overlap_are_told_to_the_helper_by_their_own_values() -> None:
    project = balls.project()
    version = live_model(project)
    spec = replace(TINY, head="sigmoid", label_values=(0, 1, 2))
    version.spec, version.weights_blob = spec.to_json(), store_network(spec=spec)
    version.save()
    case = balls.add_case(project, 0, SplitName.TRAIN)
    subject = subject_of(case.pk)
    whole = Box((0, 0, 0), subject.geometry.shape)
    seen = Scenes().look(subject, whole, lambda: None)
    found = load_predictor(version.weights_blob, version.spec).predict(
        load_channels(case, []), subject.geometry.spacing, quick=True
    )
    assert seen.probabilities is not None
    assert len(seen.probabilities) == len(seen.channels)
    believed = dict(zip(seen.channels, seen.probabilities, strict=True))
    for value, own in zip((1, 2), found.probabilities, strict=True):
        np.testing.assert_allclose(believed[value], own, atol=1e-3)
    np.testing.assert_allclose(believed[0], 1 - found.probabilities.max(axis=0), atol=1e-3)


def test_the_helper_shows_the_model_every_channel() -> None:
    project = sequences.project()
    version = live_model(project)
    spec = replace(TINY, in_channels=2)
    version.spec, version.weights_blob = spec.to_json(), store_network(spec=spec)
    version.save()
    version.run.channels = sequences.CHANNELS
    version.run.save()
    case = sequences.add_study(project, 0, SplitName.TRAIN)
    box = Box((4, 0, 0), (20, 24, 24))
    seen = Scenes().look(subject_of(case.pk), box, lambda: None)
    predictor = load_predictor(version.weights_blob, version.spec)
    whole = predictor.predict(load_channels(case, sequences.CHANNELS), (1.0, 1.0, 1.0), quick=True)
    assert seen.probabilities is not None
    np.testing.assert_allclose(seen.probabilities, whole.probabilities[:, 4:20], atol=1e-3)
    assert np.array_equal(seen.image, balls.scan(0).image[4:20])
