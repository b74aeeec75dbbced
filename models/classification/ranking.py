"""How well a probability ranks present before absent, for thousands of resamples at once.

scikit-learn gives the same numbers for one weighting at a time (the tests hold them equal); an
interval needs two thousand, for which it takes seconds a figure and this takes milliseconds.
"""

from __future__ import annotations

import numpy as np

from models.classification.rows import Floats, Rows

SPECIFICITY = 0.9


def auroc(rows: Rows, weights: Floats) -> Floats:
    """Chance that a present case is ranked above an absent one; a tie counts half."""
    present, absent = _steps(rows, weights)
    below = absent.sum(axis=1, keepdims=True) - np.cumsum(absent, axis=1)
    right = (present * (below + 0.5 * absent)).sum(axis=1)
    total: Floats = right / (present.sum(axis=1) * absent.sum(axis=1))
    return total


def average_precision(rows: Rows, weights: Floats) -> Floats:
    """Mean precision over the recalls; by chance alone the share of present cases."""
    present, absent = _steps(rows, weights)
    found, taken = np.cumsum(present, axis=1), np.cumsum(present + absent, axis=1)
    precision = found / np.maximum(taken, 1e-12)
    mean: Floats = (present * precision).sum(axis=1) / present.sum(axis=1)
    return mean


def sensitivity_at_specificity(rows: Rows, weights: Floats) -> Floats:
    """The best sensitivity of the thresholds whose specificity is SPECIFICITY or more."""
    present, absent = _steps(rows, weights)
    false_alarms = np.cumsum(absent, axis=1) / absent.sum(axis=1, keepdims=True)
    found = np.cumsum(present, axis=1) / present.sum(axis=1, keepdims=True)
    best: Floats = np.where(false_alarms <= 1 - SPECIFICITY + 1e-9, found, 0.0).max(axis=1)
    return best


def brier(rows: Rows, weights: Floats) -> Floats:
    """Mean squared distance of the probability from the truth."""
    mean: Floats = (weights @ ((rows.probabilities - rows.labels) ** 2)) / weights.sum(axis=1)
    return mean


def _steps(rows: Rows, weights: Floats) -> tuple[Floats, Floats]:
    """Weight of the present and of the absent at each threshold, the highest first, (R, steps)."""
    _, step = np.unique(-rows.probabilities, return_inverse=True)
    order = np.argsort(step, kind="stable")
    starts = np.searchsorted(step[order], np.arange(int(step.max()) + 1))
    present = np.add.reduceat((weights * rows.labels)[:, order], starts, axis=1)
    absent = np.add.reduceat((weights * (1 - rows.labels))[:, order], starts, axis=1)
    return present, absent
