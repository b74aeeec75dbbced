from dataclasses import replace

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from labeling.cohorts.models import CaseState, SplitName
from labeling.core import jobs
from labeling.core.models import AuditEvent
from labeling.projects.models import Project, Task
from labeling.rounds.services import request_training
from labeling.simulations import services
from labeling.simulations.errors import (
    NotSimulated,
    SimulationOver,
    SimulationRunning,
    TooFewLabels,
)
from labeling.simulations.models import SimulationState
from labeling.simulations.parameters import STRATEGIES, Parameters, suggested
from labeling.simulations.selectors import forecast
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db
SMALL = Parameters(
    strategies=("random", "entropy"), seeds=2, seed_labels=1, batch=1, rounds=2, steps=10
)


def _labelled(count: int, **values: object) -> Project:
    project = records.project(**values)
    for _ in range(count):
        records.case(project, CaseState.APPROVED)
    return project


def test_a_request_queues_one_job_below_all_others_and_is_audited() -> None:
    project = _labelled(4)
    lead = records.person("lead", project)
    made = services.request_simulation(project=project, user=lead, parameters=SMALL)
    assert made.state == SimulationState.QUEUED
    assert Parameters.from_json(made.parameters) == SMALL
    row = ProcrastinateJob.objects.get(pk=made.job_id)
    assert (row.task_name, row.queue_name) == ("activelearning.simulate", "machine")
    training = request_training(project=project, trigger="person", user=lead)
    other = ProcrastinateJob.objects.get(pk=training.job_id)
    assert row.priority < other.priority
    assert row.lock != other.lock  # neither waits for the other
    assert AuditEvent.objects.filter(act="simulation.requested", actor=lead).count() == 1


def test_one_at_a_time_and_again_after_it_was_cancelled() -> None:
    project = _labelled(4)
    lead = records.person("lead", project)
    first = services.request_simulation(project=project, user=lead, parameters=SMALL)
    with pytest.raises(SimulationRunning) as refused:
        services.request_simulation(project=project, user=lead, parameters=SMALL)
    assert refused.value.status == 409
    services.cancel_simulation(simulation_id=first.pk, user=lead)
    with pytest.raises(SimulationOver):
        services.start_simulation(simulation_id=first.pk)
    services.request_simulation(project=project, user=lead, parameters=SMALL)


@pytest.mark.parametrize(("labels", "enough"), [(3, False), (4, True)])
def test_it_needs_labels_for_the_pool_and_for_a_holdout_of_its_own(
    labels: int, enough: bool
) -> None:
    """Three labels at the end of the curve and a quarter of the cases to judge by: four."""
    assert SMALL.needed == 4
    project = _labelled(labels)
    for _ in range(5):
        records.case(project, CaseState.APPROVED, SplitName.HOLDOUT)  # locked: does not count
        records.case(project, CaseState.SUBMITTED)
    lead = records.person("lead", project)
    if enough:
        services.request_simulation(project=project, user=lead, parameters=SMALL)
        return
    with pytest.raises(TooFewLabels) as refused:
        services.request_simulation(project=project, user=lead, parameters=SMALL)
    assert (refused.value.status, refused.value.code) == (422, "too_few_labels")
    assert (refused.value.expected, refused.value.got) == ("4 approved masks or more", 3)


def test_a_project_of_findings_is_refused() -> None:
    project = _labelled(4, task=Task.CLASSIFICATION)
    with pytest.raises(NotSimulated):
        services.request_simulation(
            project=project, user=records.person("lead", project), parameters=SMALL
        )


def test_a_simulation_whose_job_was_given_up_makes_room_for_the_next() -> None:
    project = _labelled(4)
    lead = records.person("lead", project)
    first = services.request_simulation(project=project, user=lead, parameters=SMALL)
    ProcrastinateJob.objects.filter(pk=first.job_id).update(status="failed")
    services.request_simulation(project=project, user=lead, parameters=SMALL)
    first.refresh_from_db()
    assert (first.state, first.error_code) == (SimulationState.FAILED, "job_ended")


def test_the_forecast_is_trainings_times_seconds_of_this_project() -> None:
    project = _labelled(8)
    before = forecast(project, SMALL)
    assert before.trainings == 2 * (2 + 2 * 2) == 12
    assert (before.labels, before.pool, before.needed, before.measured) == (8, 6, 4, False)
    records.run(project, curve=[{"step": 200, "loss": 0.1, "seconds": 400.0}])
    after = forecast(project, SMALL)
    assert after.measured
    assert after.seconds - before.seconds == pytest.approx(12 * 10 * (2.0 - 0.2), abs=1)


@pytest.mark.parametrize("labels", [8, 20, 60, 400])
def test_what_is_suggested_fits_the_labels(labels: int) -> None:
    parameters = suggested(labels)
    assert parameters.needed <= labels
    assert parameters.most_labels <= 40
    assert set(parameters.strategies) <= set(STRATEGIES)


def test_stepping_aside_makes_a_job_of_its_own_and_keeps_what_was_played() -> None:
    project = _labelled(4)
    lead = records.person("lead", project)
    made = services.request_simulation(project=project, user=lead, parameters=SMALL)
    services.start_simulation(simulation_id=made.pk)
    services.note_simulation(simulation_id=made.pk, played=3)
    services.put_back(simulation_id=made.pk)
    first, played = made.job_id, 3
    made.refresh_from_db()
    assert (made.state, made.played) == (SimulationState.QUEUED, played)
    assert made.job_id != first


def test_only_what_is_more_urgent_and_could_start_makes_a_job_step_aside() -> None:
    mine = jobs.enqueue("test.mine", queue="machine", priority=-10)
    assert mine is not None
    jobs.enqueue("test.web", queue="web")
    jobs.enqueue("test.like", queue="machine", priority=-10)
    jobs.enqueue("test.later", queue="machine", after_seconds=60)
    held = jobs.enqueue("test.holder", queue="machine", lock="project")
    ProcrastinateJob.objects.filter(pk=held).update(status="doing")
    jobs.enqueue("test.locked", queue="machine", lock="project")
    assert not jobs.something_more_urgent_waits(mine)
    jobs.enqueue("test.urgent", queue="machine")
    assert jobs.something_more_urgent_waits(mine)


def test_over_http_a_lead_asks_looks_and_cancels() -> None:
    project = _labelled(8)
    client = APIClient()
    client.force_login(records.person("lead", project))
    path = f"/api/projects/{project.slug}/simulations"
    suggestion = client.get(f"{path}/forecast").json()
    assert suggestion["labels"] == 8
    assert {"name", "title", "explanation"} == suggestion["strategies"][0].keys()
    wanted = suggestion["parameters"]
    assert client.post(f"{path}/forecast", wanted).json()["trainings"] > 0
    made = client.post(path, wanted)
    assert made.status_code == 202
    assert made.json()["progress"]["fraction"] == 0
    detail = client.get(f"/api/simulations/{made.json()['id']}").json()
    assert (detail["state"], detail["results"]) == ("queued", None)
    ended = client.post(f"/api/simulations/{made.json()['id']}/cancel").json()
    assert ended["state"] == "cancelled"
    assert [row["state"] for row in client.get(path).json()["results"]] == ["cancelled"]


@pytest.mark.parametrize(
    "changes",
    [
        {"strategies": []},
        {"strategies": ["random", "random"]},
        {"strategies": ["psychic"]},
        {"strategies": ["triage"]},  # of findings
        {"seeds": 0},
        {"seeds": 11},
        {"rounds": 0},
        {"steps": 5001},
        {"batch": 0},
    ],
)
def test_parameters_out_of_bounds_are_refused_by_field(changes: dict[str, object]) -> None:
    project = _labelled(8)
    client = APIClient()
    client.force_login(records.person("lead", project))
    answer = client.post(
        f"/api/projects/{project.slug}/simulations", {**SMALL.to_json(), **changes}
    )
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == list(changes)


def test_parameters_come_back_equal() -> None:
    assert Parameters.from_json(SMALL.to_json()) == SMALL
    assert replace(SMALL, rounds=3).most_labels == 4
