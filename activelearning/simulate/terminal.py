"""How a simulation shows in a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from activelearning.simulate.conduct import Pace, Progress
from activelearning.simulate.folder import Task
from activelearning.simulate.round import Table

TRAINING_LINES_SECONDS = 20.0


@dataclass
class Lines:
    """A line a round, and now and then one about the training that runs."""

    table: Table
    say: Callable[[str], None]
    _pace: Pace = field(default_factory=Pace)
    _begun: bool = False
    _last: float = field(default_factory=time.monotonic)

    def __call__(self, progress: Progress | None) -> None:
        if progress is None:
            return
        left = self._pace.seconds_left(progress)
        if not self._begun:
            self._begun = True
            self.say(f"{progress.played} of {progress.of} rounds are there")
        elif progress.event.get("event") == "played" and progress.task is not None:
            self._last = time.monotonic()
            told = f", about {duration(left)} left" if left else ""
            self.say(f"{self._head(progress)} {self._result(progress.task)}{told}")
        elif progress.event.get("event") == "progress" and progress.task is not None:
            self._training(progress, progress.task)

    def _training(self, progress: Progress, task: Task) -> None:
        now = time.monotonic()
        if now - self._last < TRAINING_LINES_SECONDS:
            return
        self._last = now
        event = progress.event
        steps = f" of {event['steps']}" if event.get("steps") else ""
        self.say(f"{self._head(progress)} {task.words}: step {event['step']}{steps}")

    def _head(self, progress: Progress) -> str:
        return f"[{progress.played}/{progress.of}]"

    def _result(self, task: Task) -> str:
        found: dict[str, Any] = self.table.played(task) or {}
        return f"{task.words}: {found['labels']} labels, Dice {found['dice']:.4f}"


def duration(seconds: float) -> str:
    """Rounded to what one cares about."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
