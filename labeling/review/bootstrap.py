"""Intervals of means by resampling. Pure numpy."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
FEWEST = 5
"""Cases below which resampling says nothing of how far a mean can be trusted: of one, it never moves."""
SEED = 20250117


class Interval(TypedDict):
    """A mean with the 95 % percentile interval of its bootstrap over `n` cases; None below FEWEST."""

    mean: float
    low: float | None
    high: float | None
    n: int


def mean_interval(values: Sequence[float]) -> Interval | None:
    """None without a value; a fixed seed, so that the same records give the same interval."""
    if not values:
        return None
    return _interval(_means(values, SEED), float(np.mean(values)), len(values))


def difference_interval(ones: Sequence[float], others: Sequence[float]) -> Interval | None:
    """Mean of the first minus mean of the second; `n` is the smaller number of cases."""
    if not ones or not others:
        return None
    drawn = _means(ones, SEED) - _means(others, SEED + 1)
    middle = float(np.mean(ones) - np.mean(others))
    return _interval(drawn, middle, min(len(ones), len(others)))


def _means(values: Sequence[float], seed: int) -> NDArray[np.float64]:
    found = np.asarray(values, np.float64)
    rows = np.random.default_rng(seed).integers(0, len(found), (DRAWS, len(found)))
    means: NDArray[np.float64] = found[rows].mean(axis=1)
    return means


def _interval(drawn: NDArray[np.float64], mean: float, n: int) -> Interval:
    if n < FEWEST:
        return Interval(mean=mean, low=None, high=None, n=n)
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist()
    return Interval(mean=mean, low=low, high=high, n=n)
