import numpy as np
import pytest

from activelearning.pick.cost import Reading, fit_minutes


def readings(count: int, noise: float, *, slope: float = 1.0, seed: int = 0) -> list[Reading]:
    """Minutes grow with the first feature; the second says nothing."""
    rng = np.random.default_rng(seed)
    sizes = rng.uniform(2, 6, count)
    minutes = np.exp(slope * (sizes - 4) + rng.normal(0, noise, count))
    others = rng.normal(size=count)
    return [Reading(m, (s, o)) for m, s, o in zip(minutes, sizes, others, strict=True)]


def test_before_anything_was_recorded_nothing_is_foretold() -> None:
    assert fit_minutes([]).of((1.0, 2.0)) is None
    assert fit_minutes([Reading(0.0, (1.0, 1.0))]).of((1.0, 2.0)) is None


def test_few_readings_give_their_median() -> None:
    found = fit_minutes([Reading(m, (1.0, 1.0)) for m in (1.0, 2.0, 30.0)])
    assert (found.of((9.0, 9.0)), found.readings) == (2.0, 3)


def test_minutes_that_grow_with_size_are_learned() -> None:
    found = fit_minutes(readings(60, 0.1))
    assert found.weights is not None
    assert found.of((3.0, 0.0)) == pytest.approx(np.exp(-1), rel=0.15)
    assert found.of((5.0, 0.0)) == pytest.approx(np.exp(1), rel=0.15)


def test_a_regression_that_foretells_no_better_is_not_used() -> None:
    kept = [
        fit_minutes(readings(40, 1.0, slope=0.0, seed=s)).weights is not None for s in range(20)
    ]
    assert sum(kept) <= 6


def test_what_is_not_known_of_a_case_counts_as_the_average() -> None:
    found = fit_minutes(readings(60, 0.1))
    assert found.of((float("nan"), 0.0)) == pytest.approx(found.median, rel=0.25)
