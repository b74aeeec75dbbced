"""How far a pull is, from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from labeling.core import jobs
from labeling.pacs.counting import PullCounts, counts_of_pulls
from labeling.pacs.models import ACTIVE, Outcome, Pull, PullState


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
    if pull.state not in ACTIVE or pull.job_id is None:
        return False
    job = jobs.progress_of([pull.job_id]).get(pull.job_id)
    return job is None or job.state == "failed"


def progress_of_pull(pull: Pull) -> PullProgress:
    return progress_of_pulls([pull])[pull.pk]


def progress_of_pulls(pulls: Sequence[Pull]) -> dict[int, PullProgress]:
    """Three queries for the counts of all of them, however many series they have."""
    counts = counts_of_pulls(pulls)
    known = jobs.progress_of(
        pull.job_id for pull in pulls if pull.state in ACTIVE and pull.job_id is not None
    )
    return {pull.pk: _progress(pull, counts[pull.pk], known) for pull in pulls}


def _progress(pull: Pull, counts: PullCounts, known: dict[int, jobs.JobProgress]) -> PullProgress:
    state, problem = pull.state, pull.problem
    job = known.get(pull.job_id or 0)
    if job is not None and job.state == "failed":
        state, problem = PullState.FAILED, job.message or "Its worker died."
    ended = counts.done + counts.failed
    fraction = (ended + counts.begun) / counts.series if counts.series else 1.0
    return PullProgress(
        state=state,
        problem=problem,
        series_total=counts.series,
        series_done=counts.done,
        series_failed=counts.failed,
        instances_stored=counts.instances[Outcome.STORED],
        known=counts.instances[Outcome.KNOWN],
        held=counts.instances[Outcome.HELD],
        refused=counts.instances[Outcome.REFUSED],
        bytes=counts.bytes,
        fraction=fraction,
        eta_seconds=_eta(pull, fraction) if state == PullState.RUNNING else None,
    )


def _eta(pull: Pull, fraction: float) -> float | None:
    """As long again per share as it took so far in this run; None while nothing can be said."""
    done = fraction - pull.started_fraction
    if pull.started_at is None or done <= 0:
        return None
    elapsed = (timezone.now() - pull.started_at).total_seconds()
    return round(elapsed * (1 - fraction) / done, 1)
