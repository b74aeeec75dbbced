"""A training run from the request to its end."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.core import audit, jobs
from labeling.projects.channels import Channels
from labeling.projects.models import Project, Task
from labeling.projects.selectors import findings_of, judged_values
from labeling.rounds.errors import (
    NoApprovedMask,
    NoFindings,
    NoLabels,
    NothingToRefine,
    NotTrainable,
    RunNotActive,
    TrainingRunning,
)
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ACTIVE, RunState, TrainingRun
from labeling.rounds.selectors import approved_for_training, champion
from labeling.rounds.services.queue import machine_lock

CURVE_POINTS = 400
KINDS = ("loss", "dice")


@transaction.atomic
def request_training(
    *,
    project: Project,
    trigger: str,
    user: User | None = None,
    seed: int | None = None,
    lane: Lane = Lane.FULL,
) -> TrainingRun:
    """Queue one turn of the loop, beginning with a training.

    Args:
        project: whose approved masks or answers are learned from.
        trigger: "approvals", "person" or "demo".
        user: who asked, None for the machine.
        seed: of the training and of the picks; drawn when left out.
        lane: a challenger for promotion, or a quick turn that only pre-fills.

    Raises:
        TrainingRunning, NothingToRefine: 409. NoApprovedMask, NoLabels,
            NoFindings, NotTrainable: 422.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    active = project.training_runs.filter(state__in=ACTIVE).first()
    if active is not None and not _given_up(active):
        raise TrainingRunning(expected="no active training", got=f"run {active.pk} {active.state}")
    if project.task == Task.CLASSIFICATION and not findings_of(project):
        raise NoFindings
    if project.task == Task.SEGMENTATION and not judged_values(project):
        raise NoLabels
    if not approved_for_training(project):
        raise NoApprovedMask(expected="at least 1 approved case of the train split", got=0)
    if lane == Lane.QUICK and project.task == Task.CLASSIFICATION:
        raise NotTrainable(expected=Lane.FULL.value, got=lane.value)
    if lane == Lane.QUICK and champion(project) is None:
        raise NothingToRefine
    run = TrainingRun.objects.create(
        project=project,
        lane=lane,
        trigger=trigger,
        requested_by=user,
        seed=secrets.randbelow(2**31) if seed is None else seed,
    )
    run.job_id = jobs.enqueue(
        "activelearning.turn",
        queue="machine",
        lock=machine_lock(project.pk),
        training_run_id=run.pk,
    )
    run.save(update_fields=["job_id"])
    audit.record(
        act="training.requested", actor=user, project_id=project.pk, obj=run, trigger=trigger
    )
    return run


@transaction.atomic
def request_training_if_idle(
    *, project: Project, trigger: str, lane: Lane = Lane.FULL
) -> TrainingRun | None:
    """As `request_training`, for an approval: None when a run is active, never an error for it."""
    try:
        return request_training(project=project, trigger=trigger, lane=lane)
    except TrainingRunning:
        return None


@transaction.atomic
def start_run(*, run_id: int) -> TrainingRun:
    """It runs now. One that a killed worker left running goes on.

    Raises:
        RunNotActive: 409, it is over.
    """
    run = _active(run_id)
    if run.state == RunState.QUEUED:
        run.state = RunState.RUNNING
        run.started_at = timezone.now()
        run.save(update_fields=["state", "started_at"])
    return run


@transaction.atomic
def note_revisions(
    *,
    run_id: int,
    revisions: Sequence[Mapping[str, Any]],
    channels: Channels = (),
    left_out: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Record what it trains on and what it is shown of it, before the first step."""
    run = _active(run_id)
    run.revisions = [dict(revision) for revision in revisions]
    run.channels = [dict(channel) for channel in channels]
    run.left_out = [dict(one) for one in left_out]
    run.save(update_fields=["revisions", "channels", "left_out"])


@transaction.atomic
def note_left_out(*, run_id: int, split: str, left_out: Sequence[Mapping[str, Any]]) -> None:
    """Record which approved cases of a split could not be used; again: in place of what was said."""
    run = _active(run_id)
    others = [one for one in run.left_out if one["split"] != split]
    run.left_out = [*others, *(dict(one) for one in left_out)]
    run.save(update_fields=["left_out"])


def add_to_curve(*, run_id: int, points: Sequence[Mapping[str, float]]) -> None:
    """Append points; past CURVE_POINTS every second one of the loss is dropped, none of the Dice."""
    with transaction.atomic():
        run = _active(run_id)
        curve = [*run.curve, *_news(run.curve, points)]
        while len(curve) > CURVE_POINTS:
            kept = [point for point in curve if "loss" in point][::2]
            curve = sorted(kept + [point for point in curve if "dice" in point], key=_step)
        run.curve = curve
        run.save(update_fields=["curve"])


def note_seconds(*, run_id: int, stage: str, seconds: float) -> None:
    """Add to the time a stage took; a resumed stage adds its second part."""
    with transaction.atomic():
        run = _active(run_id)
        run.seconds[stage] = round(run.seconds.get(stage, 0.0) + seconds, 3)
        run.save(update_fields=["seconds"])


@transaction.atomic
def finish_run(*, run_id: int) -> TrainingRun:
    """The turn is done.

    Raises:
        RunNotActive: 409.
    """
    run = _active(run_id)
    run.state = RunState.SUCCEEDED
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "finished_at"])
    jobs.enqueue("review.train_when_due", queue="web", project_id=run.project_id)
    audit.record(act="training.finished", actor=None, project_id=run.project_id, obj=run)
    return run


@transaction.atomic
def fail_run(*, run_id: int, code: str, message: str) -> TrainingRun:
    """The turn could not be done; the project may train again.

    Raises:
        RunNotActive: 409.
    """
    run = _active(run_id)
    run.state = RunState.FAILED
    run.error_code = code[:48] or "failed"
    run.error = message
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "error_code", "error", "finished_at"])
    audit.record(act="training.failed", actor=None, project_id=run.project_id, obj=run, code=code)
    return run


def _news(
    curve: Sequence[Mapping[str, float]], points: Sequence[Mapping[str, float]]
) -> list[dict[str, float]]:
    """The points after the last of their kind: a training that is resumed, or ends, repeats some."""
    last = {kind: max((p["step"] for p in curve if kind in p), default=-1) for kind in KINDS}
    news = []
    for point in points:
        kind = next(kind for kind in KINDS if kind in point)
        if point["step"] > last[kind]:
            news.append(dict(point))
            last[kind] = point["step"]
    return news


def _step(point: Mapping[str, float]) -> float:
    return point["step"]


def _given_up(run: TrainingRun) -> bool:
    """Whether the run's job ended without telling it, as when its worker died too often; then fail it."""
    message = jobs.given_up(run.job_id)
    if message is not None:
        fail_run(run_id=run.pk, code="job_ended", message=message)
    return message is not None


def _active(run_id: int) -> TrainingRun:
    run = TrainingRun.objects.select_for_update().get(pk=run_id)
    if run.state not in ACTIVE:
        raise RunNotActive(expected="a run that is queued or running", got=run.state)
    return run
