"""One temperature that makes a network's probabilities mean what they say (Guo 2017, arXiv:1706.04599)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from models.evaluation.calibration import foreground_box
from models.labelmap import IGNORE

LOWEST, HIGHEST = 0.25, 4.0
VOXELS_PER_CASE = 20_000
"""Evenly spread, so that one large scan does not outvote the others."""
_SMALLEST = 1e-7


@dataclass(frozen=True)
class Judged:
    """Voxels whose truth is known: log probabilities float64 (n, C), channel numbers (n,)."""

    logs: NDArray[np.float64]
    truth: NDArray[np.intp]


def judged_voxels(probabilities: NDArray[np.float32], truth: NDArray[np.integer]) -> Judged:
    """Of one case, inside the dilated box around its true and predicted foreground.

    Args:
        probabilities: float32 (C, z, y, x) at temperature 1; a softmax where `truth` has three axes.
        truth: channel numbers (z, y, x), or 0 and 1 (C, z, y, x) for a sigmoid, each of whose labels
            becomes a choice between absent and present; IGNORE is left out.
    """
    if truth.ndim == 4:
        each = [
            judged_voxels(np.stack([1 - p, p]), own)
            for p, own in zip(probabilities, truth, strict=True)
        ]
        return Judged(
            np.concatenate([one.logs for one in each]), np.concatenate([one.truth for one in each])
        )
    known = truth != IGNORE
    box = foreground_box((probabilities.argmax(axis=0) > 0) | (known & (truth > 0)))
    chosen = np.flatnonzero(known[box])
    chosen = chosen[:: max(1, math.ceil(len(chosen) / VOXELS_PER_CASE))]
    inside = probabilities[(slice(None), *box)].reshape(len(probabilities), -1)[:, chosen]
    logs = np.log(np.maximum(inside.T.astype(np.float64), _SMALLEST))
    return Judged(logs, truth[box].reshape(-1)[chosen].astype(np.intp))


def fit_temperature(cases: Sequence[Judged]) -> float:
    """What logits are divided by for the least negative log likelihood, LOWEST..HIGHEST.

    1.0 where nothing is judged. Log probabilities do for logits: a softmax forgets what is added to
    all channels.
    """
    if not any(len(case.truth) for case in cases):
        return 1.0
    logs = np.concatenate([case.logs for case in cases])
    truth = np.concatenate([case.truth for case in cases])
    own = logs[np.arange(len(truth)), truth]

    def likelihood(log_temperature: float) -> float:
        scale = math.exp(-log_temperature)
        return float(np.mean(logsumexp(logs * scale, axis=1) - own * scale))

    found = minimize_scalar(
        likelihood, bounds=(math.log(LOWEST), math.log(HIGHEST)), method="bounded"
    )
    return round(math.exp(float(found.x)), 4)
