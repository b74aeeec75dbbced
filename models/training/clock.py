"""What a run has taken: of the day, and of its budget."""

from __future__ import annotations

import time

MOST_WALL = 3.0
"""So many times its budget may a run take by the clock on the wall."""


class Clock:
    """Counts from when it is made, in the thread that makes it and that steps.

    On a CPU a budget is spent in processor seconds of that thread. On a machine with nothing else to do they
    are about those of the wall; on a busy one the same steps cost the same and only end later, up to
    MOST_WALL times. On a card the thread waits, so there the wall counts; also where `wall` asks for it.
    """

    def __init__(self, *, wall: bool = False) -> None:
        self._on_the_wall = wall
        self._began, self._worked = time.monotonic(), time.thread_time()

    @property
    def elapsed(self) -> float:
        """Seconds on the wall."""
        return time.monotonic() - self._began

    @property
    def spent(self) -> float:
        """Seconds of the budget."""
        if self._on_the_wall:
            return self.elapsed
        return max(time.thread_time() - self._worked, self.elapsed / MOST_WALL)
