"""How a simulation shows in a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from activelearning.simulate.conduct import Progress
from activelearning.simulate.folder import FULL, Task
from activelearning.simulate.round import Table

TRAINING_LINES_SECONDS = 20.0


@dataclass
class Lines:
    """A line a round, and now and then one about the training that runs."""

    table: Table
    say: Callable[[str], None]
    _began: float = field(default_factory=time.monotonic)
    _first: int | None = None
    _last: float = field(default_factory=time.monotonic)

    def __call__(self, progress: Progress | None) -> None:
        if progress is None:
            return
        if self._first is None:
            self._first = progress.played
            self.say(f"{progress.played} of {progress.of} rounds are there")
        elif progress.event.get("event") == "played" and progress.task is not None:
            self._last = time.monotonic()
            self.say(f"{self._head(progress)} {self._result(progress.task)}{self._left(progress)}")
        elif progress.event.get("event") == "progress" and progress.task is not None:
            self._training(progress, progress.task)

    def _training(self, progress: Progress, task: Task) -> None:
        now = time.monotonic()
        if now - self._last < TRAINING_LINES_SECONDS:
            return
        self._last = now
        event = progress.event
        steps = f" of {event['steps']}" if event.get("steps") else ""
        self.say(f"{self._head(progress)} {name_of(task)}: step {event['step']}{steps}")

    def _head(self, progress: Progress) -> str:
        return f"[{progress.played}/{progress.of}]"

    def _result(self, task: Task) -> str:
        found: dict[str, Any] = self.table.played(task) or {}
        return f"{name_of(task)}: {found['labels']} labels, Dice {found['dice']:.4f}"

    def _left(self, progress: Progress) -> str:
        """Time left at the pace so far."""
        done = progress.played - (self._first or 0)
        if done == 0 or progress.played == progress.of:
            return ""
        seconds = (time.monotonic() - self._began) / done * (progress.of - progress.played)
        return f", about {duration(seconds)} left"


def name_of(task: Task) -> str:
    """A round in words."""
    if task.strategy == FULL:
        return f"all labels, seed {task.seed}"
    return f"{task.strategy}, seed {task.seed}, round {task.number}"


def duration(seconds: float) -> str:
    """Rounded to what one cares about."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
