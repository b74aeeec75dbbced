"""Learning rate, number of steps, and when to look at the validation split."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from models.training.state import Progress

WARM_UP_STEPS = 10
"""Steps at a rising rate; they are also the ones that time is measured on."""
UNTIMED_STEPS = 2
"""The first steps also pay for memory and kernels."""
MOST_UNPACED_STEPS = 100
FORETOLD = 2 * WARM_UP_STEPS
"""The pace of the warm-up alone says too little to tell anyone how long a run will be."""
MINIMUM_STEPS = 20
"""Done even when the budget is already used up: fewer would leave noise."""
OPEN_ENDED = 1_000_000_000
VALIDATIONS = 10
VALIDATION_SHARE = 0.05
"""Share of a budget's seconds that looking may take; a look that would take more is left out."""

Agree = Callable[[int], int]


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear rise over WARM_UP_STEPS, then a half cosine to 0 at the last of `steps`."""
    if step < WARM_UP_STEPS:
        return peak * (step + 1) / WARM_UP_STEPS
    progress = (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


@dataclass(frozen=True)
class Budget:
    """Turns seconds, as a `Clock` counts them, into a number of steps.

    The number is fixed after the warm-up from the time that steps took, so that the rate always
    anneals to 0. It changes later only when the pace of the machine did: when the run would end
    more than `slack` of the budget too early or too late.
    """

    seconds: float | None
    max_steps: int | None
    slack: float = 0.1

    def first_guess(self) -> int:
        """Steps before any was timed: `max_steps`, or open-ended."""
        return self.max_steps or OPEN_ENDED

    def planned(self, step: int, steps: int, spent: float, step_seconds: float) -> int:
        """Steps in all, given that `step` of `steps` are done and so many seconds spent."""
        if self.seconds is None:
            return steps
        end = spent + (steps - step) * step_seconds
        if abs(end - self.seconds) <= self.slack * self.seconds:
            return steps
        wanted = step + int(min(max(0.0, self.seconds - spent) / step_seconds, OPEN_ENDED))
        return min(max(wanted, step, MINIMUM_STEPS), self.first_guess())

    def forecast(self, progress: Progress) -> int | None:
        """Steps in all; None until the pace of a run that is timed was measured twice."""
        timed = self.seconds is not None
        return None if timed and progress.step < min(FORETOLD, progress.steps) else progress.steps

    def share(self, progress: Progress) -> float:
        """How much is done, 0 to 1: of the seconds or of the steps, whichever ends the run first.

        When the seconds are used up it is steps, as of MINIMUM_STEPS, that are still to be done.
        """
        of_steps = progress.step / progress.steps
        if self.seconds is None or progress.spent >= self.seconds:
            return of_steps
        return max(of_steps, progress.spent / self.seconds)

    def affords_look(self, progress: Progress) -> bool:
        """Whether the time spent on validation so far leaves room for more."""
        return self.seconds is None or progress.looking <= VALIDATION_SHARE * progress.elapsed


def replan(progress: Progress, budget: Budget, agree: Agree) -> None:
    """Look at the pace when the warm-up ends, after as many steps again, and eight times or so after that.

    `agree` makes all processes that train together take one number.
    """
    done = progress.step - progress.paced_step
    if progress.step == UNTIMED_STEPS:
        progress.paced_step, progress.paced_at = progress.step, progress.spent
    if progress.step < WARM_UP_STEPS or (
        progress.step > WARM_UP_STEPS
        and done < min(progress.steps // 8, progress.paced_step, MOST_UNPACED_STEPS)
    ):
        return
    progress.step_seconds = (progress.spent - progress.paced_at) / max(1, done)
    progress.paced_step, progress.paced_at = progress.step, progress.spent
    progress.steps = agree(
        budget.planned(progress.step, progress.steps, progress.spent, progress.step_seconds)
    )


def validation_due(progress: Progress, budget: Budget, agree: Agree) -> bool:
    """Each VALIDATIONS-th part of the run but the last, which is looked at when all is done."""
    since = progress.step - progress.looked_step
    if progress.step >= progress.steps or since < max(1, progress.steps // VALIDATIONS):
        return False
    progress.looked_step = progress.step
    return bool(agree(int(budget.affords_look(progress))))
