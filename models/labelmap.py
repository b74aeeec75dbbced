"""Between label values in a mask and channel numbers of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

IGNORE = 255
"""Marks a voxel that nobody labelled, or that a network has no channel for: it counts in no loss and no score."""


def channel_numbers(mask: NDArray[np.uint8], label_values: Sequence[int]) -> NDArray[np.uint8]:
    """Label values -> channel numbers; a value that is not listed becomes IGNORE.

    A network from before a label was added must not learn that the new structure is background.
    """
    table = np.full(256, IGNORE, np.uint8)
    table[list(label_values)] = np.arange(len(label_values), dtype=np.uint8)
    numbers: NDArray[np.uint8] = table[mask]
    return numbers


def foreground_of(mask: NDArray[np.uint8], ignore_value: int | None = None) -> NDArray[np.bool_]:
    """Where any label holds, bool (z, y, x); `mask` is (z, y, x) or (k, z, y, x)."""
    labelled = (mask > 0) & (mask != ignore_value) if ignore_value is not None else mask > 0
    return np.asarray(labelled.any(axis=0) if mask.ndim == 4 else labelled, np.bool_)
