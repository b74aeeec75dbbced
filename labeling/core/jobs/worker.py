"""The long-running worker: takes jobs of one queue, shows that it lives, recovers those of the dead."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from labeling.core.jobs.queueing import Queue
from labeling.core.jobs.recovery import STALLED_SECONDS, recover
from labeling.core.jobs.registry import load_tasks
from labeling.core.logs import log

_HEARTBEAT_SECONDS = 3.0
_RECOVERY_SECONDS = 5.0
_POLL_SECONDS = 2.0
_GRACE_SECONDS = 1.0


def run_worker(queue: Queue, *, wait: bool = True) -> None:
    """Work until asked to stop (SIGTERM, SIGINT), or with `wait=False` until the queue is empty.

    At a stop the running job sees `run.stopping` after a second; a job that ends with `Interrupted`
    goes on at the next start.
    """
    load_tasks()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        asyncio.run(_serve(queue, wait=wait))


async def _serve(queue: Queue, *, wait: bool) -> None:
    async with app.open_async():
        await _recover(queue)
        recovery = asyncio.create_task(_recover_for_ever(queue))
        try:
            await app.run_worker_async(
                queues=[queue],
                name=queue,
                wait=wait,
                concurrency=1,
                delete_jobs="never",
                fetch_job_polling_interval=_POLL_SECONDS,
                abort_job_polling_interval=_POLL_SECONDS,
                shutdown_graceful_timeout=_GRACE_SECONDS,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                task_middleware=[_with_own_connection],
            )
        finally:
            recovery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await recovery


async def _recover_for_ever(queue: Queue) -> None:
    while True:
        await asyncio.sleep(_RECOVERY_SECONDS)
        try:
            await _recover(queue)
        except Exception:
            log.error("worker.recovery_failed", queue=queue, exc_info=True)


async def _recover(queue: Queue) -> None:
    await sync_to_async(_recover_now)(queue)


def _recover_now(queue: Queue) -> None:
    try:
        recover([queue])
    finally:
        connections.close_all()


def _with_own_connection(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """A job runs in a thread of a pool: its connection ends with it, so a dead one is never met again."""
    try:
        return call_next()
    finally:
        connections.close_all()
