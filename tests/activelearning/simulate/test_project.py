"""Simulations that a lead asked for. The rounds are played in this process, without workers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning.simulate import project as module
from activelearning.simulate.conduct import Progress, tasks_of
from activelearning.simulate.round import Table
from labeling.cohorts.models import SplitName
from labeling.core import jobs
from labeling.core.jobs import JobFailed
from labeling.rounds.services import request_training
from labeling.simulations import services
from labeling.simulations.models import Simulation, SimulationState
from labeling.simulations.parameters import Parameters
from tests.activelearning import balls
from tests.activelearning.names import files_that_name, names_in
from tests.activelearning.simulate import blobs

pytestmark = pytest.mark.django_db
PARAMETERS = Parameters(
    strategies=("random", "entropy"), seeds=1, seed_labels=1, batch=1, rounds=1, steps=3
)
Watch = Callable[[Progress | None], None]


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)


def _play_here(table: Table, *, watch: Watch, **_: Any) -> None:
    tasks = tasks_of(table.protocol)
    watch(Progress(0, len(tasks)))
    blobs.play_all(table)
    watch(Progress(len(tasks), len(tasks), tasks[-1], {"event": "played"}))


def _asked() -> Simulation:
    project, lead = balls.ready_project(train=4, pool=0, holdout=1)
    return services.request_simulation(project=project, user=lead, parameters=PARAMETERS)


def _folder(found: Simulation) -> Path:
    folder: Path = settings.DATA / "simulations" / str(found.pk)
    return folder


def test_a_simulation_learns_from_approved_masks_and_leaves_curves_and_a_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, naming = _asked(), list[str]()

    def conduct(table: Table, **given: Any) -> None:
        _play_here(table, **given)
        naming.extend(files_that_name(_folder(found)))

    monkeypatch.setattr(module, "conduct", conduct)
    jobs.drain("machine")
    found.refresh_from_db()
    assert (found.state, found.error) == (SimulationState.SUCCEEDED, "")
    assert naming == []
    assert names_in(str(vars(found))) == []
    assert [arm["strategy"] for arm in found.results["arms"]] == ["random", "entropy"]
    assert found.results["cases"]["pool"] + found.results["cases"]["holdout"] == 4
    assert found.results["verdict"]
    assert found.played == 5
    used = {one["case"] for one in found.revisions}
    locked = found.project.cases.filter(patient__split__name=SplitName.HOLDOUT)
    assert len(used) == 4
    assert used.isdisjoint(locked.values_list("pk", flat=True))
    assert not _folder(found).exists()


def test_it_steps_aside_for_a_training_and_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    found = _asked()

    def conduct(table: Table, *, watch: Watch, **given: Any) -> None:
        order.append("simulation")
        if len(order) == 1:
            request_training(project=found.project, trigger="person")
        else:
            assert (_folder(found) / "marker").exists()
        (_folder(found) / "marker").touch()
        watch(None)
        _play_here(table, watch=watch)

    monkeypatch.setattr(module, "conduct", conduct)
    monkeypatch.setattr(
        "activelearning.jobs.loop.take_turn", lambda run, training_run_id: order.append("turn")
    )
    first = found.job_id
    jobs.drain("machine")
    assert order == ["simulation", "turn", "simulation"]
    found.refresh_from_db()
    assert found.state == SimulationState.SUCCEEDED
    assert found.job_id != first


def test_a_cancelled_simulation_stops_and_leaves_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _asked()
    lead = found.requested_by
    assert lead is not None

    def conduct(table: Table, *, watch: Watch, **_: Any) -> None:
        services.cancel_simulation(simulation_id=found.pk, user=lead)
        watch(None)
        raise AssertionError("it was to stop")

    monkeypatch.setattr(module, "conduct", conduct)
    jobs.drain("machine")
    found.refresh_from_db()
    assert (found.state, found.results) == (SimulationState.CANCELLED, {})
    assert not _folder(found).exists()


def test_one_that_was_cancelled_while_it_waited_is_not_begun() -> None:
    found = _asked()
    assert found.requested_by is not None
    services.cancel_simulation(simulation_id=found.pk, user=found.requested_by)
    jobs.drain("machine")
    assert not _folder(found).exists()


def test_what_cannot_be_played_is_said_in_the_record() -> None:
    """One patient has all four cases: nobody would be left to judge by, or to learn from."""
    project = balls.project()
    lead = balls.person(project)
    for seed in range(4):
        balls.approve(balls.add_case(project, seed, SplitName.TRAIN, patient="one"), seed, lead)
    found = services.request_simulation(project=project, user=lead, parameters=PARAMETERS)
    with pytest.raises(JobFailed, match="The pool is empty"):
        jobs.drain("machine")
    found.refresh_from_db()
    assert (found.state, found.error_code) == (SimulationState.FAILED, "bad_data")
    assert "The pool is empty" in found.error
