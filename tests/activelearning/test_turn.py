"""The machine half of a turn, with real training on tiny scans."""

from typing import Any

import numpy as np
import pytest
from django.conf import settings as django_settings

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.annotate.selectors import shape_of, stored_mask
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.core import blobs, jobs
from labeling.prelabel.models import DraftState
from labeling.rounds.models import ModelState, RunState
from labeling.rounds.services import request_training
from tests.activelearning import balls

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = 3
    settings.TRAINING_THREADS = 2


def test_a_turn_ends_with_a_champion_drafts_scores_and_a_round() -> None:
    project, lead = balls.ready_project(holdout=2)
    run = request_training(project=project, trigger="person", user=lead)
    jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert {one["name"] for one in run.revisions} == {"BALL-0001", "BALL-0002", "BALL-0003"}
    assert run.curve[-1]["step"] == 3
    assert {"curate", "train", "judge", "prelabel", "pick"} <= set(run.seconds)

    version = run.model_version
    assert (version.number, version.state, version.labels_used) == (1, ModelState.CHAMPION, 3)
    assert version.metrics["holdout"]["n"] == 2
    assert 1 <= version.metrics["explain"]["grad_cam"]["images"] <= 3
    assert version.gate["promoted"]
    assert blobs.verify(version.weights_blob) > 0

    pool = project.cases.filter(patient__split__name="train").exclude(state="approved")
    assert pool.count() == 4
    for case in pool:
        draft = case.drafts.get(state=DraftState.CURRENT)
        assert draft.model_version == version
        assert stored_mask(draft.mask_blob, shape_of(case)).size > 0
        assert len(draft.slice_doubt) == balls.SIZE
        score = case.scores.get(model_version=version)
        assert score.score == score.components["entropy"]
        assert np.isclose(sum(score.band_probabilities), 1.0, atol=1e-5)

    opened = project.rounds.get()
    assert opened.model_version == version
    assert opened.pool_size == 4
    assert [pick.rank for pick in opened.picks.all()] == [1, 2, 3]
    assert sorted(pick.arm for pick in opened.picks.all()) == ["picked", "picked", "random"]
    assert project.cases.filter(state=CaseState.PICKED).count() == 3
    assert not project.cases.filter(patient__split__name="holdout", drafts__isnull=False).exists()


def test_a_training_that_cannot_be_done_names_the_case_and_the_next_may_start() -> None:
    project = balls.project()
    lead = balls.person(project)
    balls.approve(balls.add_case(project, 0, SplitName.TRAIN), 0, lead)
    blank = balls.add_case(project, 1, SplitName.TRAIN, blank=True)
    balls.approve(blank, 1, lead)
    run = request_training(project=project, trigger="person", user=lead)
    with pytest.raises(jobs.JobFailed, match="BALL-0002"):
        jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "constant_image")
    assert "BALL-0002" in run.error
    assert not project.model_versions.exists()
    assert not (django_settings.DATA / "runs" / str(run.pk)).exists()
    assert request_training(project=project, trigger="person").state == RunState.QUEUED


def test_a_case_reopened_since_the_request_leaves_a_named_error() -> None:
    project = balls.project()
    lead = balls.person(project)
    case = balls.add_case(project, 0, SplitName.TRAIN)
    balls.approve(case, 0, lead)
    run = request_training(project=project, trigger="person", user=lead)
    Case.objects.filter(pk=case.pk).update(state=CaseState.RETURNED)
    with pytest.raises(jobs.JobFailed):
        jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error_code) == (RunState.FAILED, "no_approved_mask")
