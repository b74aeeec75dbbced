"""Jobs whose worker died: given back to the queue, or failed when they have been tried often enough."""

from django.db import connection, transaction
from procrastinate.contrib.django import app

from labeling.core.jobs.registry import DEFAULT_ATTEMPTS, Retry, note_failure
from labeling.core.logs import log

STALLED_SECONDS = 15.0

_STALLED = """
    SELECT job.id, job.task_name, job.attempts
      FROM procrastinate_jobs AS job
      LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
     WHERE job.status = 'doing' AND job.queue_name = ANY(%s)
       AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
       FOR UPDATE OF job SKIP LOCKED
"""


def recover(queues: list[str], *, after_seconds: float = STALLED_SECONDS) -> int:
    """Take the jobs of silent workers away from them; return how many.

    A job that someone is committing at this moment is locked, hence alive, and skipped.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STALLED, [queues, after_seconds])
        stalled = cursor.fetchall()
        for job_id, name, attempts in stalled:
            if attempts + 1 >= _cap(name) or not _give_back(job_id):
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
                note_failure(job_id, name, attempts, f"Its worker died {attempts + 1} times.")
            log.warning("job.recovered", job=name, job_id=job_id, attempt=attempts)
    return len(stalled)


def _give_back(job_id: int) -> bool:
    """Back to the queue; refused when a job with the same `once` key waits already."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs AS mine JOIN procrastinate_jobs AS other"
            " ON other.queueing_lock = mine.queueing_lock AND other.status = 'todo'"
            " WHERE mine.id = %s",
            [job_id],
        )
        if cursor.fetchone():
            return False
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
    return True


def _cap(name: str) -> int:
    task = app.tasks.get(name)
    strategy = task.retry_strategy if task is not None else None
    return strategy.max_attempts if isinstance(strategy, Retry) else DEFAULT_ATTEMPTS
