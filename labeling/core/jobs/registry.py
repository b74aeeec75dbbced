"""Registering job functions by name, each with a bounded retry."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from procrastinate import job_context, jobs, retry
from procrastinate.contrib.django import app

from labeling.core.errors import GyreError
from labeling.core.jobs.errors import Interrupted, Superseded
from labeling.core.jobs.queueing import WORKING, Queue
from labeling.core.jobs.run import Run
from labeling.core.logs import log
from labeling.core.models import JobRecord

P = ParamSpec("P")
DEFAULT_ATTEMPTS = 3
FUNCTIONS: dict[str, Callable[..., None]] = {}


def load_tasks() -> None:
    """Import the `tasks` module of every app, which registers its jobs."""
    autodiscover_modules("tasks")


class Retry(retry.BaseRetryStrategy):
    """Try again after 2, 4, 8 ... seconds; not after an error that would only repeat itself."""

    def __init__(self, max_attempts: int) -> None:
        self.max_attempts = max_attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: jobs.Job
    ) -> retry.RetryDecision | None:
        if isinstance(exception, Interrupted):
            return retry.RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, Superseded) or job.attempts + 1 >= self.max_attempts:
            return None
        if isinstance(exception, GyreError) and exception.status < 500:
            return None
        return retry.RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)})


def job(
    *, name: str, queue: Queue, max_attempts: int = DEFAULT_ATTEMPTS
) -> Callable[[Callable[Concatenate[Run, P], None]], Callable[Concatenate[Run, P], None]]:
    """Register a function as the job of that name; it stays callable as it is.

    Args:
        name: "<app>.<verb>".
        queue: where it runs.
        max_attempts: how often it may be started in all, crashes of the worker included.
    """

    def register(
        function: Callable[Concatenate[Run, P], None],
    ) -> Callable[Concatenate[Run, P], None]:
        FUNCTIONS[name] = function

        def body(context: job_context.JobContext, /, **ids: Any) -> None:
            assert context.job.id is not None  # noqa: S101
            run = Run(context.job.id, name, context.job.attempts, context.should_abort)
            perform(function, run, ids)

        app.task(name=name, queue=queue, pass_context=True, retry=Retry(max_attempts))(body)
        return function

    return register


def perform(function: Callable[..., None], run: Run, ids: dict[str, Any]) -> None:
    """Run the function once, unless an earlier run committed its results; note a failure."""
    if run.already_committed():
        return
    working = WORKING.set(True)
    try:
        function(run, **ids)
    except (Interrupted, Superseded) as error:
        log.info("job.given_up", job=run.name, job_id=run.job_id, code=error.code)
        raise
    except Exception as error:
        log.error("job.failed", job=run.name, job_id=run.job_id, attempt=run.attempt, exc_info=True)
        note_failure(run.job_id, run.name, run.attempt, sentence(error))
        raise
    finally:
        WORKING.reset(working)


def sentence(error: BaseException) -> str:
    """What people are told: our own errors in full, others by their type only."""
    if isinstance(error, GyreError):
        return error.message
    return f"It failed with an unexpected {type(error).__name__}."


def note_failure(job_id: int, name: str, attempt: int, failure: str) -> None:
    with transaction.atomic():
        JobRecord.objects.update_or_create(
            job_id=job_id,
            defaults={"name": name, "attempt": attempt, "failure": failure[:300]},
        )
