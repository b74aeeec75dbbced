"""Where a project stands, for the screen "Project". Counted from the records; unknown is None."""

from collections import Counter
from typing import Any, TypedDict

from django.db.models import Count

from labeling.cohorts.models import CaseState
from labeling.core.jobs import progress_of
from labeling.projects.models import Project
from labeling.projects.permissions import Act
from labeling.review.selectors.comparisons import agreement_of_readers
from labeling.review.selectors.coverage import Coverage, coverage_of
from labeling.review.selectors.needs import Need, needs_of
from labeling.review.selectors.pace import Agreement, Pace, agreement_of, minutes_per_case
from labeling.rounds.models import ACTIVE
from labeling.rounds.selectors import CurvePoint, approved_for_training, champion, learning_curve


class Overview(TypedDict):
    """See the API's `Overview`."""

    loop: dict[str, Any]
    round: dict[str, Any] | None
    learning_curve: list[CurvePoint]
    minutes_per_case: list[Pace]
    agreement: list[Agreement]
    reader_agreement: list[Agreement]
    coverage: Coverage
    needs_you: list[Need]


def overview_of(project: Project, acts: frozenset[Act]) -> Overview:
    """Counts of the loop, the open round, curves, coverage, and what waits for who may do `acts`."""
    return Overview(
        loop=_loop(project),
        round=_round(project),
        learning_curve=learning_curve(project),
        minutes_per_case=minutes_per_case(project),
        agreement=agreement_of(project),
        reader_agreement=agreement_of_readers(project),
        coverage=coverage_of(project),
        needs_you=needs_of(project, acts),
    )


def _loop(project: Project) -> dict[str, Any]:
    rows = project.cases.order_by().values_list("state").annotate(count=Count("pk"))
    count: Counter[str] = Counter(dict(rows))
    live = champion(project)
    holdout = (live.metrics.get("holdout") or {}) if live else {}
    return {
        "pool": _sum(count, CaseState.READY, CaseState.DRAFTED),
        "picked": count[CaseState.PICKED],
        "labelling": _sum(count, CaseState.ASSIGNED, CaseState.IN_PROGRESS),
        "returned": count[CaseState.RETURNED],
        "review": count[CaseState.SUBMITTED],
        "approved": count[CaseState.APPROVED],
        "approved_for_training": approved_for_training(project),
        "excluded": count[CaseState.EXCLUDED],
        "training": _training(project),
        "champion": {"number": live.number, "dice": holdout.get("dice_mean")} if live else None,
    }


def _sum(count: Counter[str], *states: CaseState) -> int:
    return sum(count[state] for state in states)


def _training(project: Project) -> dict[str, Any] | None:
    """The last run; its progress while it waits or runs."""
    run = project.training_runs.order_by("-pk").first()
    if run is None:
        return None
    active = run.state in ACTIVE
    progress = progress_of([run.job_id]).get(run.job_id) if active and run.job_id else None
    return {
        "run_id": run.pk,
        "state": run.state,
        "fraction": progress.fraction if progress else None,
        "message": progress.message if progress else run.error,
    }


def _round(project: Project) -> dict[str, Any] | None:
    """The latest round: how many of its cases are approved."""
    latest = project.rounds.order_by("-number").first()
    if latest is None:
        return None
    states = list(latest.picks.values_list("case__state", flat=True))
    return {
        "number": latest.number,
        "approved": states.count(CaseState.APPROVED),
        "total": len(states),
    }
