"""Approvals start trainings, also those that came while another one ran."""

import pytest

from labeling.core.jobs import drain
from labeling.rounds.services import finish_run, request_training, start_run
from tests.factories import make_approved, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("approvals", "runs"),
    [
        # enough came while the training ran: the next one starts at its end
        (2, 2),
        # one short: the next approval will do it
        (1, 1),
    ],
)
def test_approvals_during_a_training_count_for_the_next(approvals: int, runs: int) -> None:
    project = make_project(retrain_after=2, holdout_share=0.0, validation_share=0.0)
    make_approved(project)
    run = request_training(project=project, trigger="person")
    start_run(run_id=run.pk)
    for _ in range(approvals):
        make_approved(project)
    assert project.training_runs.count() == 1
    finish_run(run_id=run.pk)
    drain("web")
    assert project.training_runs.count() == runs
