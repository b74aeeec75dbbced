"""Probabilities that mean what they say: fitted on the validation split, and measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from scipy.special import expit, log_expit

from models.classification.spec import ClassifierSpec, Platt

Floats = NDArray[np.float64]

FOR_A_SLOPE = 3
"""Known present and known absent images from which a temperature is fitted."""
FOR_AN_OFFSET = 10
"""... and from which an offset is fitted as well."""
STEEPEST = 10.0


def fit_platt(logits: Floats, labels: Floats) -> Platt:
    """Slope and offset of one finding by NLL, on targets that leave a doubt (Platt 1999).

    With few images of a side a temperature alone, with fewer still the network's own word.

    Args:
        logits: (n,).
        labels: (n,): 0, 1, or NaN where it is not known.
    """
    known = np.isfinite(labels)
    z, y = logits[known].astype(np.float64), labels[known].astype(np.float64)
    present, absent = int((y == 1).sum()), int((y == 0).sum())
    rarer = min(present, absent)
    if rarer < FOR_A_SLOPE:
        return Platt()
    target = np.where(y == 1, (present + 1) / (present + 2), 1 / (absent + 2))

    def nll(parameters: Floats) -> float:
        moved = np.exp(parameters[0]) * z + (parameters[1] if len(parameters) > 1 else 0.0)
        return float(-(target * log_expit(moved) + (1 - target) * log_expit(-moved)).mean())

    limit = float(np.log(STEEPEST))
    bounds = [(-limit, limit), (-STEEPEST, STEEPEST)][: 2 if rarer >= FOR_AN_OFFSET else 1]
    found = optimize.minimize(nll, np.zeros(len(bounds)), method="L-BFGS-B", bounds=bounds)
    slope = float(np.exp(found.x[0]))
    return Platt(slope, float(found.x[1]) if len(bounds) > 1 else 0.0)


def calibrated(logits: NDArray[np.floating], spec: ClassifierSpec) -> NDArray[np.float32]:
    """(n, findings) logits -> float32 probabilities, each read as the spec says."""
    how = [spec.calibration_of(number) for number in range(len(spec.findings))]
    slopes = np.array([one.slope for one in how])
    offsets = np.array([one.offset for one in how])
    probabilities: NDArray[np.float32] = expit(logits * slopes + offsets).astype(np.float32)
    return probabilities


def calibration_error(probabilities: Floats, labels: Floats, *, bins: int = 10) -> float:
    """ECE of one finding in 0..1: |share present - mean probability|, weighted over equal bins."""
    index = np.minimum((probabilities * bins).astype(int), bins - 1)
    gap = np.bincount(index, weights=probabilities, minlength=bins) - np.bincount(
        index, weights=labels, minlength=bins
    )
    return float(np.abs(gap).sum() / len(labels))
