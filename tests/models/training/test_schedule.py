from __future__ import annotations

import pytest

from models.training.schedule import (
    FORETOLD,
    MINIMUM_STEPS,
    OPEN_ENDED,
    WARM_UP_STEPS,
    Budget,
    learning_rate,
    replan,
)
from models.training.state import Progress


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


@pytest.mark.parametrize(
    ("seconds", "spent", "steps"),
    [
        # a user was told "step 10 of 76", and it ended here
        (75, 37, 21),
        # by the pace of its first ten steps it would be 2,000
        (1000, 0, 1005),
    ],
)
def test_nothing_is_foretold_of_a_timed_run_until_its_pace_was_measured_twice(
    seconds: float, spent: float, steps: int
) -> None:
    """Here a step takes half a second at first, then a second or three."""
    budget, progress = Budget(seconds, None), Progress(steps=OPEN_ENDED, spent=spent)
    told = []
    while progress.step < progress.steps:
        progress.step += 1
        progress.spent += 0.5 if progress.step <= WARM_UP_STEPS else 3.0 if spent else 1.0
        replan(progress, budget, int)
        told.append(budget.forecast(progress))
    assert told[: FORETOLD - 1] == [None] * (FORETOLD - 1)
    assert set(told[FORETOLD - 1 :]) == {steps}
    assert progress.step == steps


def test_a_run_of_a_given_length_says_so_from_the_first_step() -> None:
    assert Budget(None, 500).forecast(Progress(step=1, steps=500)) == 500


@pytest.mark.parametrize(
    ("seconds", "step", "steps", "spent", "share"),
    [
        # before the plan: by the seconds, preparing included
        (100, 5, OPEN_ENDED, 40, 0.4),
        # the seconds end it
        (100, 10, 100, 40, 0.4),
        # the steps end it
        (100, 10, 12, 40, 10 / 12),
        # the seconds are gone, and the least number of steps is still to be made
        (100, 12, 20, 130, 0.6),
        # no clock
        (None, 5, 20, 1e6, 0.25),
    ],
)
def test_the_share_that_is_done_is_of_what_ends_the_run(
    seconds: float | None, step: int, steps: int, spent: float, share: float
) -> None:
    progress = Progress(step=step, steps=steps, spent=spent)
    assert Budget(seconds, None).share(progress) == pytest.approx(share)


def test_a_budget_beyond_any_run_asks_for_as_many_steps_as_there_may_be() -> None:
    assert Budget(1e308, None).planned(10, OPEN_ENDED, 1.0, 0.02) == OPEN_ENDED
