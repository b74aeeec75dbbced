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
SURE = 0.9
"""A voxel whose likeliest class has less is doubtful; nearly all of those lie near a border."""
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

    1.0 where nothing is judged, and where the fit would cost the doubtful voxels: a network that has
    not learned for long is too timid about the many that are sure and too bold about the few near a
    border, and no one temperature mends both (docs/decisions/0048). Log probabilities do for logits:
    a softmax forgets what is added to all channels.
    """
    if not any(len(case.truth) for case in cases):
        return 1.0
    logs = np.concatenate([case.logs for case in cases])
    truth = np.concatenate([case.truth for case in cases])
    found = minimize_scalar(
        lambda log_temperature: _loss(logs, truth, math.exp(log_temperature)),
        bounds=(math.log(LOWEST), math.log(HIGHEST)),
        method="bounded",
    )
    temperature = round(math.exp(float(found.x)), 4)
    doubtful = logs.max(axis=1) < math.log(SURE)
    logs, truth = logs[doubtful], truth[doubtful]
    if len(truth) and _loss(logs, truth, temperature) > _loss(logs, truth, 1.0):
        return 1.0
    return temperature


def _loss(logs: NDArray[np.float64], truth: NDArray[np.intp], temperature: float) -> float:
    """Mean negative log likelihood."""
    scaled = logs / temperature
    own = scaled[np.arange(len(truth)), truth]
    return float(np.mean(logsumexp(scaled, axis=1) - own))
