import pytest

from labeling.cohorts.models import CaseState, SplitName
from labeling.core import jobs
from labeling.core.models import AuditEvent
from labeling.rounds.errors import NoApprovedMask, NoLabels, RunNotActive, TrainingRunning
from labeling.rounds.models import RunState
from labeling.rounds.services import (
    add_to_curve,
    fail_run,
    finish_run,
    request_training,
    request_training_if_idle,
    start_run,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def test_a_request_queues_one_run_and_one_job_and_is_audited() -> None:
    project = records.project()
    lead = records.person("lead", project)
    records.case(project, CaseState.APPROVED)
    run = request_training(project=project, trigger="person", user=lead, seed=7)
    assert (run.state, run.seed) == (RunState.QUEUED, 7)
    assert jobs.progress_of([run.job_id])[run.job_id].name == "activelearning.turn"
    assert AuditEvent.objects.filter(act="training.requested", actor=lead).count() == 1


def test_a_second_request_is_refused_while_the_first_waits() -> None:
    project = records.project()
    records.case(project, CaseState.APPROVED)
    request_training(project=project, trigger="person")
    with pytest.raises(TrainingRunning) as refused:
        request_training(project=project, trigger="person")
    assert refused.value.status == 409
    assert request_training_if_idle(project=project, trigger="approvals") is None
    assert project.training_runs.count() == 1


def test_another_project_may_train_at_the_same_time() -> None:
    for slug in ("here", "there"):
        project = records.project(slug)
        records.case(project, CaseState.APPROVED)
        assert request_training(project=project, trigger="person").state == RunState.QUEUED


@pytest.mark.parametrize("split", [SplitName.HOLDOUT, SplitName.VALIDATION])
def test_without_an_approved_training_case_there_is_nothing_to_train_on(split: SplitName) -> None:
    project = records.project()
    records.case(project, CaseState.APPROVED, split)
    records.case(project, CaseState.SUBMITTED)
    with pytest.raises(NoApprovedMask) as refused:
        request_training(project=project, trigger="person")
    assert (refused.value.status, refused.value.code) == (422, "no_approved_mask")


def test_a_project_without_labels_cannot_train() -> None:
    project = records.project()
    project.labels.all().delete()
    records.case(project, CaseState.APPROVED)
    with pytest.raises(NoLabels):
        request_training(project=project, trigger="person")


def test_a_run_whose_job_has_ended_untold_makes_room_for_the_next() -> None:
    project = records.project()
    records.case(project, CaseState.APPROVED)
    lost = records.run(project, RunState.RUNNING, job_id=987_654)
    request_training(project=project, trigger="person")
    lost.refresh_from_db()
    assert (lost.state, lost.error_code) == (RunState.FAILED, "job_ended")


def test_a_run_that_is_over_cannot_be_taken_up_finished_or_failed_again() -> None:
    over = records.run(records.project())
    for act in (
        lambda: start_run(run_id=over.pk),
        lambda: finish_run(run_id=over.pk),
        lambda: fail_run(run_id=over.pk, code="late", message="Too late."),
    ):
        with pytest.raises(RunNotActive):
            act()


def test_a_run_taken_up_again_keeps_when_it_began() -> None:
    run = records.run(records.project(), RunState.QUEUED)
    first = start_run(run_id=run.pk).started_at
    assert first is not None
    assert start_run(run_id=run.pk).started_at == first


def test_the_curve_stays_short_and_ignores_steps_it_has() -> None:
    run = records.run(records.project(), RunState.RUNNING)
    points = [{"step": i, "loss": 1 / i, "seconds": i} for i in range(1, 1001)]
    add_to_curve(run_id=run.pk, points=points)
    add_to_curve(run_id=run.pk, points=points[:10])
    run.refresh_from_db()
    steps = [point["step"] for point in run.curve]
    assert 200 <= len(steps) <= 400
    assert steps == sorted(set(steps))
