"""What may hit a turn from outside: the machine fails under it, or a case in it is no good."""

from pathlib import Path
from typing import Any

import pytest
import torch
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

import activelearning.jobs
from activelearning.errors import MachineFailed, TrainingFailed
from activelearning.folders import run_folder
from labeling.cohorts.models import CaseState
from labeling.core.jobs import Run
from labeling.rounds.models import ModelState, RunState, TrainingRun
from labeling.rounds.services import promote_model, request_training
from models.errors import DatasetProblem, DeviceLost, ModelProblem, StorageProblem
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db
LAST = activelearning.jobs.TURN_ATTEMPTS - 1


@pytest.fixture
def begun() -> tuple[TrainingRun, Path]:
    """A turn in the middle of its training, of a project with a live model."""
    project = records.project()
    promote_model(version=records.version(project), by=None, reason="first")
    records.case(project, CaseState.APPROVED)
    lead = records.person("lead", project)
    training = request_training(project=project, trigger="person", user=lead)
    checkpoint = run_folder(training.pk) / "checkpoint"
    checkpoint.write_bytes(b"what was learned so far")
    return training, checkpoint


def attempt(training: TrainingRun, number: int) -> None:
    """Start the turn's job as a worker does."""
    rows = ProcrastinateJob.objects.filter(pk=training.job_id)
    rows.update(status="doing", attempts=number)
    run = Run(training.job_id or 0, "activelearning.turn", number)
    activelearning.jobs.turn(run, training_run_id=training.pk)


def meet(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def taken(*_: Any) -> None:
        raise problem

    monkeypatch.setattr("activelearning.loop.take_turn", taken)


@pytest.mark.parametrize(
    ("problem", "named"),
    [
        (torch.AcceleratorError("CUDA error: launch failure"), DeviceLost),
        (RuntimeError("CUDA error: launch failure"), DeviceLost),
        (StorageProblem("Disk full."), StorageProblem),
    ],
)
def test_a_machine_that_fails_is_tried_again_from_the_checkpoint_and_told_in_the_end(
    begun: tuple[TrainingRun, Path],
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    named: type[ModelProblem],
    asked: list[tuple[int, int]],
) -> None:
    training, checkpoint = begun
    meet(monkeypatch, problem)
    with pytest.raises(MachineFailed) as passing:
        attempt(training, 0)
    assert passing.value.status == 503  # the queue tries such a job again
    training.refresh_from_db()
    assert training.state != RunState.FAILED
    assert checkpoint.exists()

    with pytest.raises(MachineFailed):
        attempt(training, LAST)
    training.refresh_from_db()
    assert (training.state, training.error_code) == (RunState.FAILED, named.code)
    assert str(problem) in training.error
    assert not (settings.DATA / "runs" / str(training.pk)).exists()
    assert training.project.model_versions.get().state == ModelState.CHAMPION
    assert len(asked) == (2 if named is DeviceLost else 0)  # the worker, to stop


def test_a_bad_case_would_only_be_bad_again_so_the_turn_ends_at_once(
    begun: tuple[TrainingRun, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    training, _ = begun
    meet(monkeypatch, DatasetProblem("Case LIV-0001: no.", code="not_finite", case="LIV-0001"))
    with pytest.raises(TrainingFailed):
        attempt(training, 0)
    training.refresh_from_db()
    assert (training.state, training.error_code) == (RunState.FAILED, "not_finite")
    assert training.project.model_versions.get().state == ModelState.CHAMPION
