"""The real worker, on its own connections."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from procrastinate import jobs
from procrastinate.contrib.django import app

from labeling.core.errors import BadInput, Unavailable
from labeling.core.jobs import Run, enqueue, progress_of, run_worker
from labeling.core.jobs import job as register

ROOT = Path(__file__).resolve().parents[3]
CALLS: list[str] = []


@register(name="tests.work", queue="web")
def work(run: Run, *, word: str) -> None:
    with run.commit_results():
        CALLS.append(word)


@register(name="tests.chain", queue="web")
def chain(run: Run, *, word: str) -> None:
    with run.commit_results():
        enqueue("tests.work", queue="web", word=word)


@register(name="tests.bad", queue="web")
def bad(run: Run) -> None:
    CALLS.append("bad")
    raise BadInput("It can not get better.")


@register(name="tests.flaky", queue="web", max_attempts=2)
def flaky(run: Run) -> None:
    CALLS.append("flaky")
    raise Unavailable("The PACS is away.")


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    CALLS.clear()


def _row(job_id: int | None) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job_id])
        row: tuple[str, int] = cursor.fetchone()
    return row


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_waits_and_what_that_enqueues() -> None:
    enqueue("tests.chain", queue="web", word="next")
    run_worker("web", wait=False)
    assert CALLS == ["next"]


@pytest.mark.django_db(transaction=True)
def test_an_error_that_would_only_repeat_itself_is_not_tried_again() -> None:
    job_id = enqueue("tests.bad", queue="web")
    assert job_id is not None
    run_worker("web", wait=False)
    assert CALLS == ["bad"]
    assert _row(job_id) == ("failed", 1)
    assert progress_of([job_id])[job_id].message == "It can not get better."


@pytest.mark.django_db(transaction=True)
def test_a_passing_error_is_tried_again_later_and_not_for_ever() -> None:
    job_id = enqueue("tests.flaky", queue="web")
    run_worker("web", wait=False)
    assert _row(job_id) == ("todo", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    run_worker("web", wait=False)
    assert _row(job_id) == ("failed", 2)
    assert CALLS == ["flaky", "flaky"]


@pytest.mark.django_db(transaction=True)
def test_a_late_worker_can_not_close_a_job_that_another_one_runs() -> None:
    job_id = enqueue("tests.work", queue="web", word="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 1")

    async def close_as(attempts: int) -> None:
        late = jobs.Job(
            id=job_id, queue="web", lock=None, queueing_lock=None, task_name="tests.work",
            attempts=attempts,
        )  # fmt: skip
        manager = app.job_manager
        await manager.finish_job(job=late, status=jobs.Status.SUCCEEDED, delete_job=False)

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]

        async def both() -> tuple[str, str]:
            async with app.open_async():
                await close_as(0)
                first = await app.job_manager.get_job_status_async(job_id or 0)
                await close_as(1)
                second = await app.job_manager.get_job_status_async(job_id or 0)
            return first.value, second.value

        assert asyncio.run(both()) == ("doing", "succeeded")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_job_of_a_killed_worker_is_done_by_the_next() -> None:
    """A separate process dies in the middle of the job; its heartbeat is made old instead of waiting."""
    job_id = enqueue("tests.work", queue="web", word="again")
    database = connection.settings_dict
    script = (
        "import os, signal, psycopg\n"  # noqa: S608
        f"c = psycopg.connect(host={database['HOST']!r}, port={database['PORT']!r} or None,"
        f" user={database['USER']!r}, password={database['PASSWORD']!r} or None,"
        f" dbname={database['NAME']!r}, autocommit=True, **{database['OPTIONS']!r})\n"
        "(w,) = c.execute('SELECT worker_id FROM procrastinate_register_worker_v1()').fetchone()\n"
        "c.execute('SELECT procrastinate_fetch_job_v2(NULL, %s)', [w])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
    assert _row(job_id) == ("doing", 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 min'")
    started = time.monotonic()
    run_worker("web", wait=False)
    assert CALLS == ["again"]
    assert _row(job_id) == ("succeeded", 2)
    assert time.monotonic() - started < 30
