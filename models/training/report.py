"""Events for the watching process: one JSON object a line on stdout, and nothing else there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, TextIO

from models.training.schedule import Budget
from models.training.state import Progress


class Reporter:
    """Writes events; progress at most once per `interval` seconds, first and last step always."""

    interval = 0.5
    budget = Budget(None, None)

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = float("-inf")

    def event(self, name: str, **fields: Any) -> None:
        """Write one line and flush it."""
        self._stream.write(json.dumps({"event": name, **fields}) + "\n")
        self._stream.flush()

    def validation(self, progress: Progress, dice: float, per_class: Mapping[str, float]) -> None:
        """Report the Dice of the validation cases looked at after `progress.step` steps."""
        self.event(
            "validation",
            step=progress.step,
            dice=dice,
            per_class=dict(per_class),
            seconds=round(progress.elapsed, 2),
        )

    def warning(self, code: str, message: str) -> None:
        """Report what was amiss and did not end the run."""
        self.event("warning", code=code, message=message)

    def progress(self, progress: Progress) -> None:
        """Report a step; `fraction` 0..1 is of the budget, and `steps` null until it can be told."""
        now = time.monotonic()
        ends = progress.step in (1, progress.steps)
        if not ends and now - self._last < self.interval:
            return
        self._last = now
        self.event(
            "progress",
            step=progress.step,
            steps=self.budget.forecast(progress),
            loss=round(progress.loss, 5),
            fraction=round(self.budget.share(progress), 4),
            seconds=round(progress.elapsed, 2),
        )
