"""Putting work in the queue, by name, in the transaction that causes it."""

from contextvars import ContextVar
from typing import Literal

from django.conf import settings
from django.db import connection, transaction
from procrastinate import exceptions, manager, tasks
from procrastinate.contrib.django.django_connector import DjangoConnector

from labeling.core.jobs.errors import QueueFull

Queue = Literal["web", "machine"]
Identifier = int | str | None
WORKING: ContextVar[bool] = ContextVar("WORKING", default=False)

# Not the app's own manager: inside a worker that one has a connection outside Django's transaction.
_manager = manager.JobManager(DjangoConnector())


def enqueue(
    name: str,
    *,
    queue: Queue,
    lock: str | None = None,
    once: str | None = None,
    priority: int = 0,
    after_seconds: int = 0,
    **ids: Identifier,
) -> int | None:
    """Have the named job run after the current transaction commits, and not at all if it rolls back.

    Args:
        name: "<app>.<verb>", as registered with `job`.
        queue: "web" (light) or "machine" (the worker with torch).
        lock: jobs of the same lock run one at a time, in order.
        once: while a job with this key waits, a second one is not made.
        priority: higher first.
        after_seconds: not before so much later.
        ids: the job's arguments: identifiers only, never objects, never a patient's name.

    Returns:
        The job's id; None when `once` found one waiting.

    Raises:
        QueueFull: when settings.QUEUE_CAP jobs wait in that queue. What a running job asks for is
            always taken: refused, work that was acknowledged long ago would be lost half-way.
    """
    if not WORKING.get():
        _refuse_when_full(queue)
    deferrer = tasks.configure_task(
        name=name,
        job_manager=_manager,
        queue=queue,
        lock=lock,
        queueing_lock=once,
        priority=priority,
        schedule_in={"seconds": after_seconds} if after_seconds else None,
    )
    try:
        with transaction.atomic():  # a savepoint: the refusal of a second job must not end the act
            return deferrer.defer(**ids)
    except exceptions.AlreadyEnqueued:
        return None


def _refuse_when_full(queue: Queue) -> None:
    cap: int = settings.QUEUE_CAP
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs"
            " WHERE queue_name = %s AND status = 'todo' LIMIT %s) AS waiting",
            [queue, cap],
        )
        (waiting,) = cursor.fetchone()
    if waiting >= cap:
        raise QueueFull(expected=f"fewer than {cap} waiting jobs", got=waiting)
