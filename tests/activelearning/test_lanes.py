"""A quick turn with real training on tiny scans."""

from typing import Any

import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.cohorts.models import CaseState, SplitName
from labeling.core import jobs
from labeling.prelabel.models import DraftState
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, RunState
from labeling.rounds.services import request_training
from tests.activelearning import balls

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = 3
    settings.TRAINING_THREADS = 2


def test_a_quick_turn_pre_fills_the_open_batch_and_changes_nothing_else() -> None:
    project, lead = balls.ready_project(holdout=1, auto_promote=True)
    request_training(project=project, trigger="person", user=lead)
    jobs.drain("machine")
    champion = project.model_versions.get(state=ModelState.CHAMPION)
    rounds, scores = project.rounds.count(), champion.scores.count()

    balls.approve(balls.add_case(project, 9, SplitName.TRAIN), 9, lead)
    run = request_training(project=project, trigger="person", user=lead, lane=Lane.QUICK)
    jobs.drain("machine")

    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    helper = run.model_version
    assert (helper.state, helper.parent) == (ModelState.PREFILL, champion)
    assert helper.spec["network"] == champion.spec["network"]
    assert (helper.gate, helper.metrics.get("holdout")) == ({}, None)
    for case in project.cases.filter(patient__split__name="train").exclude(state="approved"):
        draft = case.drafts.get(state=DraftState.CURRENT)
        assert draft.model_version == (helper if case.state == CaseState.PICKED else champion)
    champion.refresh_from_db()
    assert champion.state == ModelState.CHAMPION
    assert (project.rounds.count(), champion.scores.count()) == (rounds, scores)
    assert not helper.scores.exists()
