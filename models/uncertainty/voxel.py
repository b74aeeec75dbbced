"""Uncertainty of each voxel from softmax probabilities; numpy in, numpy out.

All take probabilities (C, z, y, x), float, summing to 1 over C, and return float32 (z, y, x) in
0..1, where 1 is the most uncertain.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem

Volume = NDArray[np.float32]


def entropy(probabilities: NDArray[np.floating]) -> Volume:
    """Predictive entropy -sum p ln p, divided by ln C so that maps of different C compare."""
    p = _checked(probabilities)
    total = np.zeros(p.shape[1:], np.float32)
    for channel in p:
        total -= channel * np.log(np.maximum(channel, np.float32(1e-12)))
    return _unit(total / np.float32(math.log(len(p))))


def margin(probabilities: NDArray[np.floating]) -> Volume:
    """1 - (p1 - p2), with p1 and p2 the two most likely classes."""
    p = _checked(probabilities)
    two = np.partition(p, len(p) - 2, axis=0)[-2:]
    return _unit(1.0 - (two[1] - two[0]))


def least_confidence(probabilities: NDArray[np.floating]) -> Volume:
    """1 - p1, scaled by C / (C - 1) so that the uniform distribution gives 1."""
    p = _checked(probabilities)
    scale = len(p) / (len(p) - 1)
    return _unit((1.0 - p.max(axis=0)) * scale)


def _checked(probabilities: NDArray[np.floating]) -> NDArray[np.float32]:
    if probabilities.ndim != 4 or len(probabilities) < 2:
        raise InputProblem(
            f"Probabilities have shape {probabilities.shape}, expected (C, z, y, x) with C >= 2."
        )
    return np.asarray(probabilities, dtype=np.float32)


def _unit(values: NDArray[np.floating]) -> Volume:
    """Float rounding must not leave 0..1."""
    result: Volume = np.clip(values, 0.0, 1.0).astype(np.float32)
    return result
