"""Reading how jobs are doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.core.models import JobRecord

State = Literal["waiting", "running", "succeeded", "failed"]
_MORE_URGENT = """
    SELECT EXISTS (
      SELECT 1
        FROM procrastinate_jobs AS mine
        JOIN procrastinate_jobs AS other ON other.queue_name = mine.queue_name
       WHERE mine.id = %s AND other.status = 'todo' AND other.priority > mine.priority
         AND (other.scheduled_at IS NULL OR other.scheduled_at <= now())
         AND NOT EXISTS (
           SELECT 1 FROM procrastinate_jobs AS holder
            WHERE holder.lock = other.lock AND holder.status = 'doing'
         )
    )
"""
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


def given_up(job_id: int | None) -> str | None:
    """Why the job will not go on, as when its worker died too often; None while it waits or runs."""
    job = progress_of([job_id]).get(job_id) if job_id else None
    if job is not None and job.state in ("waiting", "running"):
        return None
    return (job.message if job else "") or "Its job is no longer known."


def waiting_keys(name: str) -> set[str]:
    """The `once` keys of the jobs of this name that wait: asking for them again would do nothing."""
    rows = ProcrastinateJob.objects.filter(
        task_name=name, status="todo", queueing_lock__isnull=False
    )
    return set(rows.values_list("queueing_lock", flat=True))


def something_more_urgent_waits(job_id: int) -> bool:
    """Whether a job of higher priority in the same queue could start now, were this one not running.

    A long job that nobody waits for asks now and then, and steps aside.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MORE_URGENT, [job_id])
        (waits,) = cursor.fetchone()
    return bool(waits)


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
