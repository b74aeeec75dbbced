"""Reads of simulations."""

import math
from dataclasses import dataclass

from django.db.models import QuerySet

from labeling.cohorts.models import CaseState, SplitName
from labeling.prelabel.models import Draft
from labeling.projects.errors import NotHere
from labeling.projects.models import Project
from labeling.projects.permissions import Anyone, visible_projects
from labeling.rounds.models import RunState
from labeling.simulations.models import ACTIVE, Simulation
from labeling.simulations.parameters import HOLDOUT_SHARE, Parameters

LEARNED_FROM = (SplitName.TRAIN, SplitName.VALIDATION)
"""The project's locked holdout is not among them: a simulation would look at it many times."""
STEP_SECONDS, CASE_SECONDS, START_SECONDS = 0.2, 0.35, 5.0
"""Measured on two cores without a GPU (docs/benchmarks.md), where the project has no figure of its own."""
RECENT = 20


@dataclass(frozen=True)
class Forecast:
    """What a simulation would take. `measured`: from this project's own trainings and drafts.

    `pool` is about how many cases can be picked from, `needed` how many approved masks it takes.
    """

    trainings: int
    seconds: float
    measured: bool
    labels: int
    pool: int
    needed: int


def approved_count(project: Project) -> int:
    """Approved masks that a simulation may learn from."""
    return project.cases.filter(
        state=CaseState.APPROVED, patient__split__name__in=LEARNED_FROM
    ).count()


def forecast(project: Project, parameters: Parameters) -> Forecast:
    """Trainings x seconds, and the looks at holdout and pool."""
    labels = approved_count(project)
    pool = math.floor(labels * (1 - HOLDOUT_SHARE) + 1e-9)
    step, case = _step_seconds(project), _case_seconds(project)
    looks = parameters.trainings * (labels - pool)
    looks += parameters.seeds * len(parameters.strategies) * parameters.rounds * pool
    steps = parameters.trainings * parameters.steps
    seconds = steps * (step or STEP_SECONDS) + looks * (case or CASE_SECONDS)
    return Forecast(
        trainings=parameters.trainings,
        seconds=round(seconds + parameters.trainings * START_SECONDS / 5 + START_SECONDS),
        measured=step is not None,
        labels=labels,
        pool=pool,
        needed=parameters.needed,
    )


def _step_seconds(project: Project) -> float | None:
    """Of the last training that was done."""
    runs = project.training_runs.filter(state=RunState.SUCCEEDED).order_by("-pk")[:1]
    for run in runs:
        if run.curve and run.curve[-1]["step"] > 0:
            return float(run.curve[-1]["seconds"]) / float(run.curve[-1]["step"])
    return None


def _case_seconds(project: Project) -> float | None:
    """Mean of the last drafts."""
    recent = Draft.objects.filter(case__project=project, seconds__gt=0).order_by("-pk")
    seconds = list(recent.values_list("seconds", flat=True)[:RECENT])
    return sum(seconds) / len(seconds) if seconds else None


def simulations_of(project: Project) -> QuerySet[Simulation]:
    """Newest first."""
    return project.simulations.select_related("requested_by").order_by("-pk")


def simulation(simulation_id: int) -> Simulation:
    """For jobs; raises Simulation.DoesNotExist."""
    return Simulation.objects.select_related("project").get(pk=simulation_id)


def still_wanted(simulation_id: int) -> bool:
    """Whether nobody has cancelled it."""
    return Simulation.objects.filter(pk=simulation_id, state__in=ACTIVE).exists()


def active_simulation_ids() -> list[int]:
    """Of every project."""
    return list(Simulation.objects.filter(state__in=ACTIVE).values_list("pk", flat=True))


def simulation_for(user: Anyone, simulation_id: int) -> Simulation:
    """Raises NotHere (404) when the person cannot see it."""
    mine = Simulation.objects.filter(project__in=visible_projects(user))
    found = mine.select_related("project", "requested_by").filter(pk=simulation_id).first()
    if found is None:
        raise NotHere
    return found
