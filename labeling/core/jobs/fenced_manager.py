"""Procrastinate's job manager, refusing to close a job that was handed to another worker.

Without this, a worker that wakes up late marks the other's running job as done (measured on 3.x).
"""

import datetime

from procrastinate import App, jobs, manager, utils

from labeling.core.logs import log

_HELD = (
    "FROM (SELECT id FROM procrastinate_jobs WHERE id = %(job_id)s AND attempts = %(attempts)s"
    " AND status = 'doing' FOR UPDATE) AS held"
)
_FINISH = (
    "SELECT count(procrastinate_finish_job_v1(held.id, %(status)s::procrastinate_job_status,"
    " %(delete_job)s)::text) AS closed " + _HELD
)
_RETRY = (
    "SELECT count(procrastinate_retry_job_v2(held.id, %(retry_at)s, %(new_priority)s,"
    " %(new_queue_name)s, %(new_lock)s)::text) AS closed " + _HELD
)


class FencedJobManager(manager.JobManager):
    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:
        row = await self.connector.execute_query_one_async(
            query=_FINISH,
            job_id=job.id,
            attempts=job.attempts,
            status=status.value,
            delete_job=delete_job,
        )
        _warn_when_lost(job, row["closed"])

    async def retry_job(
        self,
        job: jobs.Job,
        retry_at: datetime.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        row = await self.connector.execute_query_one_async(
            query=_RETRY,
            job_id=job.id,
            attempts=job.attempts,
            retry_at=retry_at or utils.utcnow(),
            new_priority=priority,
            new_queue_name=queue,
            new_lock=lock,
        )
        _warn_when_lost(job, row["closed"])


def install(app: App) -> None:
    """settings.PROCRASTINATE_ON_APP_READY."""
    app.job_manager = FencedJobManager(app.connector)


def _warn_when_lost(job: jobs.Job, closed: int) -> None:
    if not closed:
        log.warning("job.superseded", job=job.task_name, job_id=job.id, attempt=job.attempts)
