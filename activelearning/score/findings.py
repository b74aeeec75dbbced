"""One case's doubt, from the probabilities of its findings; numpy in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activelearning.score.errors import ScoreProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FindingsDoubt:
    """How much a classifier doubts a case; every number in 0..1, more is more doubtful.

    Each finding is a question of two answers, so that a measure of the case is its mean over findings.

    Attributes:
        values: `entropy`, `margin`, `least_confidence`; of several members `expected_entropy` and
            `mutual_information`; `class_entropy:<key>` of one finding, its entropy in bits;
            `finding:<key>` its probability; `triage`, where a threshold is known, 1 at it.
        band_probabilities: mean over findings of (max(p, 1 - p), min(p, 1 - p)): margin and least
            confidence are linear in it, as with the voxels of a segmentation.
        embedding: the network's pooled features.
    """

    values: dict[str, float]
    band_probabilities: tuple[float, float]
    embedding: tuple[float, ...]

    def components(self) -> dict[str, float]:
        """What is stored and shown beside the score."""
        return dict(self.values)


def score_findings(
    members: NDArray[np.floating],
    keys: Sequence[str],
    *,
    embedding: Sequence[float] = (),
    abnormality: float | None = None,
    threshold: float | None = None,
) -> FindingsDoubt:
    """Score one case.

    Args:
        members: (M, findings), calibrated probabilities of each member.
        keys: of the findings.
        embedding: kept as it is.
        abnormality: what triage compares with `threshold`, both in 0..1.
        threshold: None where none could be fitted.

    Raises:
        ScoreProblem: no probabilities.
    """
    p = np.asarray(members, np.float64)
    good = p.ndim == 2 and p.shape[1] == len(keys) and p.size > 0 and np.isfinite(p).all()
    if not good or p.min() < 0 or p.max() > 1:
        raise ScoreProblem(
            f"Probabilities have shape {p.shape}, expected (members, {len(keys)}) in 0 to 1."
        )
    mean = p.mean(axis=0)
    surer = np.maximum(mean, 1 - mean)
    entropy, expected = _bits(mean), _bits(p).mean(axis=0)
    values = {
        "entropy": _mean(entropy),
        "margin": _mean(1 - (2 * surer - 1)),
        "least_confidence": _mean(2 * (1 - surer)),
    }
    if len(p) > 1:
        values["expected_entropy"] = _mean(expected)
        values["mutual_information"] = _mean(entropy - expected)
    for key, doubt, probability in zip(keys, entropy, mean, strict=True):
        values[f"class_entropy:{key}"] = _share(doubt)
        values[f"finding:{key}"] = _share(probability)
    if threshold is not None and abnormality is not None:
        farthest = max(threshold, 1 - threshold)
        values["triage"] = _share(1 - abs(abnormality - threshold) / farthest)
    return FindingsDoubt(
        values=values,
        band_probabilities=(_mean(surer), _mean(1 - surer)),
        embedding=tuple(float(value) for value in embedding),
    )


def _bits(p: Floats) -> Floats:
    """Binary entropy in bits, 0..1."""
    q = np.clip(p, 1e-12, 1 - 1e-12)
    entropy: Floats = -(q * np.log2(q) + (1 - q) * np.log2(1 - q))
    return entropy


def _mean(values: Floats) -> float:
    return _share(values.mean())


def _share(value: float | np.floating) -> float:
    """Within 0..1 in spite of rounding."""
    return float(np.clip(value, 0.0, 1.0))
