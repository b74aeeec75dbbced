"""The machine half of a turn in a project of findings, with real training on small X-rays."""

from typing import Any

import numpy as np
import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning.curate import films
from labeling.accounts.models import User
from labeling.annotate.selectors.answers import proposal_state
from labeling.cohorts.models import SplitName
from labeling.core import blobs, jobs
from labeling.prelabel.models import DraftState
from labeling.projects.models import Project
from labeling.rounds.errors import NoFindings
from labeling.rounds.models import ModelState, ModelVersion, RunState, TrainingRun
from labeling.rounds.services import request_training
from tests.activelearning import xrays
from tests.factories import make_assignment, make_member, open_for, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _short_training(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRAINING_MAX_STEPS = 6
    settings.TRAINING_THREADS = 1
    monkeypatch.setattr(films, "SIZE", 64)


def take_turn(project: Project) -> TrainingRun:
    run = request_training(project=project, trigger="person", seed=1)
    jobs.drain("machine")
    run.refresh_from_db()
    return run


def test_a_turn_ends_with_a_judged_champion_proposals_scores_and_a_round() -> None:
    project, lead = xrays.ready_project()
    run = take_turn(project)
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert sorted({one["split"] for one in run.revisions}) == ["train", "validation"]
    assert all(len(one["mask_sha256"]) == 64 for one in run.revisions)

    version = run.model_version
    assert (version.number, version.state, version.labels_used) == (1, ModelState.CHAMPION, 12)
    assert version.spec["task"] == "classification"
    assert version.spec["normal"] == "no-finding"
    assert blobs.verify(version.weights_blob) > 0
    holdout = version.metrics["holdout"]
    assert (holdout["task"], holdout["n"]) == ("classification", 6)
    assert 0 <= holdout["findings"]["mass"]["auroc"]["mean"] <= 1
    assert holdout["findings"]["mass"]["ece"] is not None
    explain = version.metrics["explain"]
    assert (explain["grad_cam"]["images"], explain["occlusion"]["images"]) == (4, 2)
    assert all(one["passed"] == (one["likeness"] <= one["limit"]) for one in explain.values())
    hidden = [one["why"] for each in holdout["findings_by_group"].values() for one in each.values()]
    assert set(hidden) == {"too_few"}  # six patients in all

    pool = project.cases.filter(patient__split__name="train").exclude(state="approved")
    assert pool.count() == 4
    for case in pool:
        draft = case.drafts.get(state=DraftState.CURRENT)
        assert draft.model_version == version
        assert set(draft.findings) == {"pneumonia", "mass", "no-finding"}
        assert all(0 <= one["probability"] <= 1 for one in draft.findings.values())
        score = case.scores.get(model_version=version)
        assert score.score == score.components["entropy"]
        assert {"mutual_information", "class_entropy:mass", "finding:mass"} <= set(score.components)
        assert np.isclose(sum(score.band_probabilities), 1.0, atol=1e-5)
        assert len(score.embedding) > 8

    opened = project.rounds.get()
    assert (opened.model_version, opened.pool_size) == (version, 4)
    assert opened.picks.count() == 3
    assert not project.cases.filter(patient__split__name="holdout", drafts__isnull=False).exists()
    check_screens(project, lead, version)


def check_screens(project: Project, lead: User, version: ModelVersion) -> None:
    """The screens that only read do not stumble over a model without masks."""
    about = f"/api/projects/{project.slug}"
    one = f"/api/models/{version.pk}"
    paths = (f"{about}/models", f"{about}/rounds", f"{about}/overview", one, f"{one}/card.md")
    answers = {path: signed_in(lead).get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        paths, 200
    )
    shown = answers[one].json()["holdout"]
    assert [finding["key"] for finding in shown["findings"]] == ["pneumonia", "mass", "no-finding"]
    assert (shown["worst"], shown["classes"]) == ([], [])
    case = version.scores.first().case
    why = signed_in(lead).get(f"/api/cases/{case.pk}/why").json()
    assert "Mass entropy" in [component["name"] for component in why["components"]]


def test_the_second_model_is_judged_against_the_first_and_says_why() -> None:
    project, _ = xrays.ready_project(pool=1)
    first = take_turn(project).model_version
    second = take_turn(project).model_version
    assert second.parent == first
    names = [rule["name"] for rule in second.gate["rules"]]
    assert "mean AUROC gain" in names
    assert "Brier change" in names
    assert (second.state == ModelState.CHAMPION) == second.gate["promoted"]
    assert second.reason == second.gate["reason"]
    assert (
        second.gate["champion_auroc"]
        == first.metrics["holdout"]["findings"]["mass"]["auroc"]["mean"]
        or len(second.gate["per_finding"]) > 1
    )


def test_what_the_model_proposes_stays_withheld_until_the_own_answers_are_in() -> None:
    project, _ = xrays.ready_project(pool=1, show_proposal="after")
    take_turn(project)
    case = project.cases.exclude(state="approved").get(patient__split__name="train")
    reader = make_member(project, "annotator")
    annotation, _ = open_for(make_assignment(case, reader))
    assert annotation.draft is not None
    assert annotation.draft.findings is not None
    assert proposal_state(annotation) == "withheld"


def test_low_values_shown_bright_are_turned_round() -> None:
    project = xrays.project()
    plain = xrays.add_case(project, 1, SplitName.TRAIN)
    turned = xrays.add_case(project, 1, SplitName.TRAIN)
    instance = turned.series.instances.get()
    instance.metadata["00280004"] = {"vr": "CS", "Value": ["MONOCHROME1"]}
    instance.save()
    one, other = (films.load_case_film(case).image for case in (plain, turned))
    np.testing.assert_allclose(one + other, one.max() + one.min())


def test_a_case_of_several_images_is_named() -> None:
    project, _ = xrays.ready_project(train=2, validation=0, holdout=0, pool=0)
    lead, reader = make_member(project, "lead"), make_member(project, "annotator")
    case = xrays.make_case(project, shape=(2, 40, 40), split=SplitName.TRAIN)
    read = xrays.make_reading(make_assignment(case, reader), xrays.truth(1))
    xrays.approve_revision(revision=read, reviewer=lead)
    run = request_training(project=project, trigger="person")
    with pytest.raises(jobs.JobFailed, match="2 images, expected one"):
        jobs.drain("machine")
    run.refresh_from_db()
    assert run.error_code == "several_images"


def test_without_questions_there_is_nothing_to_learn() -> None:
    project = xrays.project()
    project.findings.all().delete()
    with pytest.raises(NoFindings):
        request_training(project=project, trigger="person")
