"""Reading how jobs are doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.core.models import JobRecord

State = Literal["waiting", "running", "succeeded", "failed"]
_STATES: dict[str, State] = {"todo": "waiting", "doing": "running", "succeeded": "succeeded"}


@dataclass(frozen=True)
class JobProgress:
    job_id: int
    name: str
    state: State
    fraction: float
    message: str
    eta_seconds: float | None
    updated_at: datetime | None


def progress_of(job_ids: Iterable[int]) -> dict[int, JobProgress]:
    """The state of each of these jobs that the engine still knows."""
    wanted = list(job_ids)
    records = JobRecord.objects.in_bulk(wanted)
    rows = ProcrastinateJob.objects.filter(pk__in=wanted).values_list("id", "task_name", "status")
    return {
        job_id: _progress(job_id, name, _STATES.get(status, "failed"), records.get(job_id))
        for job_id, name, status in rows
    }


def waiting_keys(name: str) -> set[str]:
    """The `once` keys of the jobs of this name that wait: asking for them again would do nothing."""
    rows = ProcrastinateJob.objects.filter(
        task_name=name, status="todo", queueing_lock__isnull=False
    )
    return set(rows.values_list("queueing_lock", flat=True))


def _progress(job_id: int, name: str, state: State, record: JobRecord | None) -> JobProgress:
    if record is None:
        return JobProgress(
            job_id, name, state, 1.0 if state == "succeeded" else 0.0, "", None, None
        )
    return JobProgress(
        job_id=job_id,
        name=name,
        state=state,
        fraction=1.0 if state == "succeeded" else record.fraction,
        message=record.failure if state == "failed" else record.message,
        eta_seconds=record.eta_seconds if state == "running" else None,
        updated_at=record.updated_at,
    )
