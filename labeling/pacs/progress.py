"""How far a pull is, from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from labeling.core import jobs
from labeling.pacs.models import Outcome, Pull, PullSeries, PullSeriesState, PullState
from labeling.pacs.selectors import series_counted

_ACTIVE = (PullState.WAITING, PullState.RUNNING)


@dataclass(frozen=True)
class PullProgress:
    """Counts over all series; `fraction` weighs each series alike, `eta_seconds` is a projection."""

    state: str
    problem: str
    series_total: int
    series_done: int
    series_failed: int
    instances_stored: int
    known: int
    held: int
    refused: int
    bytes: int
    fraction: float
    eta_seconds: float | None


def has_died(pull: Pull) -> bool:
    """Whether it should go on but its job ended for good, its worker having died too often."""
    if pull.state not in _ACTIVE or pull.job_id is None:
        return False
    job = jobs.progress_of([pull.job_id]).get(pull.job_id)
    return job is None or job.state == "failed"


def progress_of_pull(pull: Pull) -> PullProgress:
    return progress_of_pulls([pull])[pull.pk]


def progress_of_pulls(pulls: Sequence[Pull]) -> dict[int, PullProgress]:
    """One query for the counts of all of them."""
    rows: dict[int, list[PullSeries]] = {pull.pk: [] for pull in pulls}
    for series in series_counted(pulls):
        rows[series.pull_id].append(series)
    known = jobs.progress_of(
        pull.job_id for pull in pulls if pull.state in _ACTIVE and pull.job_id is not None
    )
    return {pull.pk: _progress(pull, rows[pull.pk], known) for pull in pulls}


def _progress(
    pull: Pull, series: Sequence[PullSeries], known: dict[int, jobs.JobProgress]
) -> PullProgress:
    state, problem = pull.state, pull.problem
    job = known.get(pull.job_id or 0)
    if job is not None and job.state == "failed":
        state, problem = PullState.FAILED, job.message or "Its worker died."
    fraction = sum(map(_share, series)) / len(series) if series else 1.0
    return PullProgress(
        state=state,
        problem=problem,
        series_total=len(series),
        series_done=sum(s.state == PullSeriesState.DONE for s in series),
        series_failed=sum(s.state == PullSeriesState.FAILED for s in series),
        instances_stored=_total(series, "stored"),
        known=_total(series, "known"),
        held=_total(series, "held"),
        refused=_total(series, "refused"),
        bytes=_total(series, "bytes"),
        fraction=fraction,
        eta_seconds=_eta(pull, fraction) if state == PullState.RUNNING else None,
    )


def _share(series: PullSeries) -> float:
    if series.state != PullSeriesState.WAITING:
        return 1.0
    seen = sum(_total([series], outcome) for outcome in Outcome.values)
    return min(seen / series.expected, 1.0) if series.expected else 0.0


def _total(series: Sequence[PullSeries], column: str) -> int:
    return sum(int(getattr(one, column)) for one in series)


def _eta(pull: Pull, fraction: float) -> float | None:
    """As long again per share as it took so far in this run; None while nothing can be said."""
    done = fraction - pull.started_fraction
    if pull.started_at is None or done <= 0:
        return None
    elapsed = (timezone.now() - pull.started_at).total_seconds()
    return round(elapsed * (1 - fraction) / done, 1)
