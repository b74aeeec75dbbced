from __future__ import annotations

import pytest

from models.training.schedule import (
    MINIMUM_STEPS,
    OPEN_ENDED,
    WARM_UP_STEPS,
    Budget,
    learning_rate,
)


def test_the_rate_rises_then_falls_to_almost_nothing() -> None:
    rates = [learning_rate(step, 200, 1.0) for step in range(200)]
    assert rates[:WARM_UP_STEPS] == sorted(rates[:WARM_UP_STEPS])
    assert max(rates) == 1.0
    assert rates[WARM_UP_STEPS:] == sorted(rates[WARM_UP_STEPS:], reverse=True)
    assert rates[-1] < 1e-3


@pytest.mark.parametrize(
    ("seconds", "max_steps", "step", "steps", "elapsed", "expected"),
    [
        # after the warm-up: 90 s left at 0.5 s a step
        (100, None, 10, OPEN_ENDED, 10.0, 190),
        # on pace within a tenth of the budget: the plan stays
        (100, None, 50, 190, 32.0, 190),
        # the machine became busy: 150 steps would take 75 s and 40 are left
        (100, None, 50, 200, 60.0, 130),
        # it became idle again: there is time for more
        (100, None, 50, 100, 20.0, 210),
        # max_steps bounds what the budget allows
        (100, 60, 10, 60, 10.0, 60),
        # the budget is gone, but fewer than MINIMUM_STEPS would leave noise
        (5, None, 10, OPEN_ENDED, 60.0, MINIMUM_STEPS),
        # far over: stop where we are
        (100, None, 150, 400, 120.0, 150),
        # no budget: the number of steps is what was asked for
        (None, 500, 10, 500, 1e6, 500),
    ],
)
def test_the_plan_follows_the_budget(
    seconds: float | None,
    max_steps: int | None,
    step: int,
    steps: int,
    elapsed: float,
    expected: int,
) -> None:
    assert Budget(seconds, max_steps).planned(step, steps, elapsed, 0.5) == expected
