"""A job as its holder sees it, without a worker."""

from django.db import connection

from labeling.core.jobs import Run, enqueue


def held_job(name: str = "activelearning.turn") -> Run:
    """A job that this process holds: results may be committed through its fence."""
    job_id = enqueue(name, queue="machine")
    assert job_id is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
    return Run(job_id, name, 0)


def hand_over(run: Run) -> None:
    """What recovery does when the holder is silent: another worker has the job now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET attempts = attempts + 1 WHERE id = %s", [run.job_id]
        )
