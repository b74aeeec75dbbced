"""A simulation from the request to its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.core import audit, jobs
from labeling.projects.models import Project, Task
from labeling.projects.selectors import judged_values
from labeling.rounds.errors import NoLabels
from labeling.simulations.errors import (
    NotSimulated,
    SimulationOver,
    SimulationRunning,
    TooFewLabels,
)
from labeling.simulations.models import ACTIVE, Simulation, SimulationState
from labeling.simulations.parameters import Parameters
from labeling.simulations.selectors import approved_count

PRIORITY = -10
"""Below everything else that the machine does for people."""


@transaction.atomic
def request_simulation(*, project: Project, user: User, parameters: Parameters) -> Simulation:
    """Queue a simulation on the project's approved masks.

    Raises:
        SimulationRunning: 409. NotSimulated, NoLabels, TooFewLabels: 422.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    active = project.simulations.filter(state__in=ACTIVE).first()
    if active is not None and not _given_up(active):
        raise SimulationRunning(expected="no active simulation", got=f"simulation {active.pk}")
    if project.task != Task.SEGMENTATION:
        raise NotSimulated(expected=Task.SEGMENTATION.value, got=project.task)
    if not judged_values(project):
        raise NoLabels
    labels = approved_count(project)
    if labels < parameters.needed:
        raise TooFewLabels(expected=f"{parameters.needed} approved masks or more", got=labels)
    made = Simulation.objects.create(
        project=project, requested_by=user, parameters=parameters.to_json()
    )
    _enqueue(made)
    audit.record(
        act="simulation.requested",
        actor=user,
        project_id=project.pk,
        obj=made,
        strategies=list(parameters.strategies),
    )
    return made


@transaction.atomic
def start_simulation(*, simulation_id: int) -> Simulation:
    """It runs now; one that stepped aside or whose worker died goes on.

    Raises:
        SimulationOver: 409, as when it was cancelled.
    """
    found = _active(simulation_id)
    if found.state == SimulationState.QUEUED:
        found.state = SimulationState.RUNNING
        found.started_at = found.started_at or timezone.now()
        found.save(update_fields=["state", "started_at"])
    return found


@transaction.atomic
def note_simulation(
    *,
    simulation_id: int,
    played: int | None = None,
    revisions: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Record how far it is, and once what it learns from; raises SimulationOver."""
    found = _active(simulation_id)
    if played is not None:
        found.played = played
    if revisions is not None:
        found.revisions = [dict(one) for one in revisions]
    found.save(update_fields=["played", "revisions"])


@transaction.atomic
def put_back(*, simulation_id: int) -> None:
    """It steps aside for work that people wait for: a job of its own goes on with it afterwards.

    Raises:
        SimulationOver: 409.
    """
    found = _active(simulation_id)
    found.state = SimulationState.QUEUED
    found.save(update_fields=["state"])
    _enqueue(found)


@transaction.atomic
def finish_simulation(*, simulation_id: int, results: Mapping[str, Any]) -> Simulation:
    """It is done; raises SimulationOver."""
    found = _active(simulation_id)
    found.results = dict(results)
    _end(found, SimulationState.SUCCEEDED)
    audit.record(act="simulation.finished", actor=None, project_id=found.project_id, obj=found)
    return found


@transaction.atomic
def fail_simulation(*, simulation_id: int, code: str, message: str) -> Simulation:
    """It could not be done; raises SimulationOver."""
    found = _active(simulation_id)
    found.error_code, found.error = code[:48] or "failed", message
    _end(found, SimulationState.FAILED)
    audit.record(
        act="simulation.failed", actor=None, project_id=found.project_id, obj=found, code=code
    )
    return found


@transaction.atomic
def cancel_simulation(*, simulation_id: int, user: User) -> Simulation:
    """Nobody wants it any more; the machine leaves it within seconds.

    Raises:
        SimulationOver: 409.
    """
    found = _active(simulation_id)
    _end(found, SimulationState.CANCELLED)
    audit.record(act="simulation.cancelled", actor=user, project_id=found.project_id, obj=found)
    return found


def _enqueue(found: Simulation) -> None:
    found.job_id = jobs.enqueue(
        "activelearning.simulate",
        queue="machine",
        lock=f"simulation:{found.project_id}",
        priority=PRIORITY,
        simulation_id=found.pk,
    )
    found.save(update_fields=["job_id"])


def _end(found: Simulation, state: SimulationState) -> None:
    found.state = state
    found.finished_at = timezone.now()
    found.save(update_fields=["state", "finished_at", "results", "error_code", "error"])


def _given_up(found: Simulation) -> bool:
    """Whether its job ended without telling it, as when its worker died too often; then fail it."""
    message = jobs.given_up(found.job_id)
    if message is not None:
        fail_simulation(simulation_id=found.pk, code="job_ended", message=message)
    return message is not None


def _active(simulation_id: int) -> Simulation:
    found = Simulation.objects.select_for_update().get(pk=simulation_id)
    if found.state not in ACTIVE:
        raise SimulationOver(expected="a simulation that is queued or running", got=found.state)
    return found
