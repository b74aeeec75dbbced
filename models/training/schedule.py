"""Learning rate and number of steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

WARM_UP_STEPS = 10
"""Steps at a rising rate; they are also the ones that time is measured on."""
MINIMUM_STEPS = 20
"""Done even when the budget is already used up: fewer would leave noise."""
OPEN_ENDED = 1_000_000_000


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear rise over WARM_UP_STEPS, then a half cosine to 0 at the last of `steps`."""
    if step < WARM_UP_STEPS:
        return peak * (step + 1) / WARM_UP_STEPS
    progress = (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


@dataclass(frozen=True)
class Budget:
    """Turns seconds into a number of steps.

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

    def planned(self, step: int, steps: int, elapsed: float, step_seconds: float) -> int:
        """Steps in all, given that `step` of `steps` are done after `elapsed` seconds."""
        if self.seconds is None:
            return steps
        end = elapsed + (steps - step) * step_seconds
        if abs(end - self.seconds) <= self.slack * self.seconds:
            return steps
        wanted = step + int(max(0.0, self.seconds - elapsed) / step_seconds)
        return min(max(wanted, step, MINIMUM_STEPS), self.first_guess())
