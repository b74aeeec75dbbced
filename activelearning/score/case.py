"""One case's doubt, from the class probabilities of its voxels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activelearning.score.band import boundary_band

NEARLY_EMPTY_VOXELS = 10
TINY = 1e-12


@dataclass(frozen=True)
class CaseDoubt:
    """How much a model doubts a case; every number in 0..1, more is more doubtful.

    Attributes:
        entropy: mean predictive entropy over ln C in the boundary band; the greatest foreground
            probability when the prediction is nearly empty.
        margin: 1 - (p1 - p2), mean in the band.
        least_confidence: (1 - p1) C / (C - 1), mean in the band.
        foreground: the greatest foreground probability of the volume.
        per_label: by label value, sum(p_c H) / sum(p_c) in the band.
        band_probabilities: mean in the band of the class probabilities sorted downwards. Margin and
            least confidence are linear in it, so they can be had from it exactly; entropy is not.
        nearly_empty: there was no border to speak of, so the band is one voxel: the one with the
            greatest foreground probability.
    """

    entropy: float
    margin: float
    least_confidence: float
    foreground: float
    per_label: dict[int, float]
    band_probabilities: tuple[float, ...]
    nearly_empty: bool

    def components(self) -> dict[str, float]:
        """What is stored and shown beside the score."""
        labels = {f"label:{value}": doubt for value, doubt in self.per_label.items()}
        return {
            "entropy": self.entropy,
            "margin": self.margin,
            "least_confidence": self.least_confidence,
            "foreground": self.foreground,
            **labels,
        }

    def by(self, strategy: str) -> float:
        """The number that `strategy` ranks by; a strategy without one of its own is "entropy"."""
        return {"margin": self.margin, "least_confidence": self.least_confidence}.get(
            strategy, self.entropy
        )


def score_case(
    probabilities: NDArray[np.floating], spacing: Sequence[float], label_values: Sequence[int]
) -> CaseDoubt:
    """Score one case.

    Args:
        probabilities: (C, z, y, x), summing to 1 over C, channel 0 the background.
        spacing: mm (z, y, x).
        label_values: value of each channel, background first.

    Raises:
        ValueError: the shapes do not fit.
    """
    if probabilities.ndim != 4 or len(probabilities) != len(label_values) or len(label_values) < 2:
        raise ValueError(
            f"Probabilities have shape {probabilities.shape}, expected (C, z, y, x) with "
            f"C = {len(label_values)} labels, background included."
        )
    foreground_probability = 1.0 - probabilities[0]
    predicted = probabilities.argmax(axis=0) != 0
    nearly_empty = int(predicted.sum()) < NEARLY_EMPTY_VOXELS
    band = boundary_band(predicted, spacing)
    if nearly_empty or not band.any():
        band = np.zeros_like(predicted)
        band[np.unravel_index(int(foreground_probability.argmax()), band.shape)] = True
    greatest = float(np.clip(foreground_probability.max(), 0.0, 1.0))
    return _from_band(
        probabilities[:, band].astype(np.float64), greatest, label_values, nearly_empty=nearly_empty
    )


def _from_band(
    band: NDArray[np.float64], greatest: float, label_values: Sequence[int], *, nearly_empty: bool
) -> CaseDoubt:
    """`band` is (C, voxels)."""
    classes = len(band)
    entropy = -(band * np.log(np.maximum(band, TINY))).sum(axis=0) / math.log(classes)
    ordered = np.sort(band, axis=0)[::-1].mean(axis=1)
    weight = np.maximum(band.sum(axis=1), TINY)
    weighted = (band * entropy).sum(axis=1) / weight
    return CaseDoubt(
        entropy=greatest if nearly_empty else _share(entropy.mean()),
        margin=_share(1.0 - (ordered[0] - ordered[1])),
        least_confidence=_share((1.0 - ordered[0]) * classes / (classes - 1)),
        foreground=greatest,
        per_label={int(v): _share(weighted[i]) for i, v in enumerate(label_values) if i},
        band_probabilities=tuple(float(p) for p in ordered),
        nearly_empty=nearly_empty,
    )


def _share(value: float | np.floating) -> float:
    """Within 0..1 in spite of rounding."""
    return float(np.clip(value, 0.0, 1.0))
