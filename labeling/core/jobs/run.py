"""One run of one job: its progress, and the fence around its results.

A worker that was cut off or paused may wake up after its job was given to another. Each hand-over raises
the job's `attempts`, so that number is the token: results are committed only while it still holds.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from labeling.core.jobs.errors import Interrupted, Superseded
from labeling.core.models import JobRecord

_SECONDS_BETWEEN_WRITES = 1.0
_LONGEST_TEXT = 300


@dataclass
class Run:
    """What a job function gets as its first argument. `attempt` counts from 0."""

    job_id: int
    name: str
    attempt: int
    asked_to_stop: Callable[[], bool] = lambda: False
    _last_write: float = field(default=float("-inf"), repr=False)

    @property
    def stopping(self) -> bool:
        """Whether the worker was asked to stop: long jobs look often and call `stop_if_asked`."""
        return self.asked_to_stop()

    def stop_if_asked(self) -> None:
        """End here and go on at the next start, if the worker was asked to stop."""
        if self.stopping:
            raise Interrupted

    def progress(
        self, fraction: float, message: str = "", *, eta_seconds: float | None = None
    ) -> None:
        """Say how far the job is (0 to 1). At most one write a second reaches the database."""
        now = time.monotonic()
        if now - self._last_write < _SECONDS_BETWEEN_WRITES and fraction < 1:
            return
        self._last_write = now
        JobRecord.objects.update_or_create(
            job_id=self.job_id,
            defaults={
                "name": self.name,
                "attempt": self.attempt,
                "fraction": min(max(fraction, 0.0), 1.0),
                "message": message[:_LONGEST_TEXT],
                "eta_seconds": eta_seconds,
            },
        )

    @contextmanager
    def commit_results(self, *, last: bool = True) -> Iterator[None]:
        """Write results in one transaction that only the job's present holder can commit.

        Args:
            last: also mark the job as committed, so that a re-run after a crash does nothing.

        Raises:
            Superseded: when the job belongs to another worker by now; nothing is written.
        """
        with transaction.atomic():
            self._hold()
            yield
            if last:
                JobRecord.objects.update_or_create(
                    job_id=self.job_id,
                    defaults={
                        "name": self.name,
                        "attempt": self.attempt,
                        "fraction": 1.0,
                        "eta_seconds": None,
                        "committed": True,
                    },
                )

    def already_committed(self) -> bool:
        return JobRecord.objects.filter(job_id=self.job_id, committed=True).exists()

    def _hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attempts, status FROM procrastinate_jobs WHERE id = %s FOR UPDATE",
                [self.job_id],
            )
            row = cursor.fetchone()
        if row != (self.attempt, "doing"):
            raise Superseded(
                expected={"attempt": self.attempt, "status": "doing"},
                got={"attempt": row[0], "status": row[1]} if row else None,
            )
