"""Follows a run: tells the parent process, and keeps the best weights that validation has seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from torch import nn

from models.checkpoints import save_weights
from models.training.report import Reporter
from models.training.schedule import VALIDATION_SHARE
from models.training.state import Progress
from models.training.validation import Look, Validator, mean_dice


class RunWatch:
    """What the engine calls; `hurried` against a clock, `quiet` in all processes but the first."""

    def __init__(
        self,
        reporter: Reporter,
        validator: Validator,
        best: Path,
        *,
        hurried: bool = False,
        quiet: bool = False,
    ) -> None:
        self._reporter = reporter
        self._validator = validator
        self._best = best
        self._hurried = hurried
        self._quiet = quiet

    def stepped(self, progress: Progress) -> None:
        """A step was done."""
        if not self._quiet:
            self._reporter.progress(progress)

    def warning(self, code: str, message: str) -> None:
        """Something was amiss and the run goes on."""
        if not self._quiet:
            self._reporter.warning(code, message)

    def validate(self, network: nn.Module, progress: Progress) -> None:
        """Look at the fixed part of the validation split, if there is one."""
        if not self._validator.cases:
            return
        look = self._look(network, progress)
        dice, per_class = mean_dice(look.per_class), look.per_class
        progress.stale += 1
        if dice > progress.best:
            progress.best, progress.stale = dice, 0
            save_weights(self._best, network)
        self._saw(progress, dice, per_class)

    def finished(self, per_class: Mapping[str, float], progress: Progress) -> None:
        """What the weights that were taken do on the whole split: where the curve ends."""
        if per_class:
            self._saw(progress, mean_dice(per_class), per_class)

    def _saw(self, progress: Progress, dice: float, per_class: Mapping[str, float]) -> None:
        self._reporter.validation(progress, dice, per_class)
        progress.curve.append({"step": progress.step, "dice": dice, "per_class": dict(per_class)})

    def _look(self, network: nn.Module, progress: Progress) -> Look:
        """The first look finds out how many cases there is time for; the later ones take as many."""
        if progress.look_cases:
            return self._validator.look(network, cases=progress.look_cases)
        seconds = VALIDATION_SHARE * progress.elapsed if self._hurried else math.inf
        look = self._validator.look(network, seconds=seconds)
        progress.look_cases = look.cases
        return look
