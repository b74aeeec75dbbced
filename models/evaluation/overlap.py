"""Dice and volumes, with the rule for empty masks said out loud."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def dice(prediction: Mask, truth: Mask) -> float:
    """2|A and B| / (|A| + |B|) of two boolean masks (z, y, x).

    Both empty: 1.0 (the network rightly found nothing). One empty: 0.0.
    """
    total = int(prediction.sum()) + int(truth.sum())
    if total == 0:
        return 1.0
    return 2.0 * int(np.logical_and(prediction, truth).sum()) / total


def millilitres(mask: Mask, spacing: Sequence[float]) -> float:
    """Volume of a boolean mask (z, y, x); spacing in mm."""
    return int(mask.sum()) * float(np.prod(spacing)) / 1000.0
