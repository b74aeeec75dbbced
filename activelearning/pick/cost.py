"""Expected minutes of a reader, learned from the minutes that were recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from activelearning.pick.candidates import Floats

LEAST_READINGS = 20
RIDGE = 1.0


@dataclass(frozen=True)
class Reading:
    """How long one reading took, and what was known of the case before; NaN is unknown."""

    minutes: float
    features: tuple[float, ...]


@dataclass(frozen=True)
class ExpectedMinutes:
    """The median, or a regression on log minutes where that foretold left-out readings better.

    Attributes:
        median: of the recorded minutes; None with no reading.
        readings: how many there were.
        weights: (1 + F,) for one and the standardised features; None where the median is used.
        centre, scale: (F,) of the features.
    """

    median: float | None
    readings: int
    weights: Floats | None = None
    centre: Floats | None = None
    scale: Floats | None = None

    def of(self, features: Sequence[float]) -> float | None:
        """Minutes for a case; None before anything was recorded."""
        if self.weights is None or self.centre is None or self.scale is None:
            return self.median
        row = np.nan_to_num((np.asarray(features, np.float64) - self.centre) / self.scale)
        return float(np.exp(self.weights[0] + row @ self.weights[1:]))


def fit_minutes(readings: Sequence[Reading]) -> ExpectedMinutes:
    """Learn from readings of more than no time.

    The regression is kept only if its mean absolute error on log minutes, each reading left out in
    turn, is below that of the median: too few or too noisy readings leave the median.
    """
    used = [one for one in readings if one.minutes > 0]
    if not used:
        return ExpectedMinutes(None, 0)
    minutes = np.array([one.minutes for one in used])
    plain = ExpectedMinutes(float(np.median(minutes)), len(used))
    if len(used) < LEAST_READINGS:
        return plain
    target = np.log(minutes)
    features = np.array([one.features for one in used], np.float64)
    centre, scale = _spread(features)
    rows = np.nan_to_num((features - centre) / scale)
    design = np.hstack([np.ones((len(rows), 1)), rows])
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    solve = np.linalg.solve(design.T @ design + penalty, design.T)
    weights = solve @ target
    left_out = (target - design @ weights) / (1.0 - np.einsum("ij,ji->i", design, solve))
    if np.abs(left_out).mean() >= _error_of_median(target):
        return plain
    return ExpectedMinutes(plain.median, len(used), weights, centre, scale)


def _spread(features: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of each column without its unknowns; one where it does not vary."""
    known = ~np.isnan(features)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, features, 0.0).sum(axis=0) / count
    scale = np.sqrt((np.where(known, features - centre, 0.0) ** 2).sum(axis=0) / count)
    return centre, np.where(scale > 1e-9, scale, 1.0)


def _error_of_median(target: Floats) -> float:
    """Mean absolute error of the median of the others."""
    others = [np.median(np.delete(target, at)) for at in range(len(target))]
    return float(np.abs(target - others).mean())
