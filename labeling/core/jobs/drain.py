"""Running everything that waits, in this process: for tests and the demonstration."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from procrastinate.contrib.django.utils import connector_params

from labeling.core.jobs.errors import JobFailed
from labeling.core.jobs.queueing import Queue
from labeling.core.jobs.recovery import recover
from labeling.core.jobs.registry import FUNCTIONS, load_tasks, perform, sentence
from labeling.core.jobs.run import Run

_HEARTBEAT_SECONDS = 3.0


def drain(*queues: Queue) -> int:
    """Run jobs until none waits, on this thread and Django's own connection; return how many ran.

    Raises:
        JobFailed: after the first failure, which is not tried again.
    """
    load_tasks()
    names: list[str] = list(queues)
    count = 0
    recover(names)
    with _heartbeat() as worker_id:
        while _run_next(names, worker_id):
            count += 1
    return count


def _run_next(queues: list[str], worker_id: int | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL"
            " WHERE status = 'todo' AND scheduled_at IS NOT NULL AND queue_name = ANY(%s)",
            [queues],
        )
        cursor.execute(
            "SELECT id, task_name, attempts, args::text"
            " FROM procrastinate_fetch_job_v2(%s::varchar[], %s) WHERE id IS NOT NULL",
            [queues, worker_id],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    job_id, name, attempt, arguments = row
    try:
        _call(Run(job_id, name, attempt), json.loads(arguments))
    except Exception as error:
        _close(job_id, "failed")
        raise JobFailed(f"The job {name} failed: {sentence(error)}") from error
    except BaseException:  # Ctrl+C: the job goes on at the next start
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id]
            )
        raise
    _close(job_id, "succeeded")
    return True


def _call(run: Run, arguments: dict[str, Any]) -> None:
    function = FUNCTIONS.get(run.name)
    if function is None:
        raise JobFailed(f"No job is registered as {run.name}: is its module imported?")
    perform(function, run, arguments)


def _close(job_id: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_finish_job_v1(%s, %s::procrastinate_job_status, false)",
            [job_id, status],
        )


@contextmanager
def _heartbeat() -> Iterator[int | None]:
    """Show other workers that we live. Inside a transaction nobody sees our jobs, so nothing is needed."""
    if connection.in_atomic_block:
        yield None
        return
    finished = threading.Event()
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker_id,) = cursor.fetchone()
    parameters = connector_params()
    beat = threading.Thread(target=_beat, args=(worker_id, finished, parameters), daemon=True)
    beat.start()
    try:
        yield worker_id
    finally:
        finished.set()
        beat.join()
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker_id])


def _beat(worker_id: int, finished: threading.Event, parameters: dict[str, Any]) -> None:
    parameters = {key: value for key, value in parameters.items() if key != "autocommit"}
    with psycopg.connect(**parameters, autocommit=True) as own:
        while not finished.wait(_HEARTBEAT_SECONDS):
            own.execute("SELECT procrastinate_update_heartbeat_v1(%s)", [worker_id])
