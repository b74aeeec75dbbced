"""Whether probabilities mean what they say.

Only the box around the true and predicted foreground, dilated, counts: far background is trivially
right and would hide everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.labelmap import IGNORE

BINS = 15
FINE = 1000
"""Bins that are kept while cases are added up: enough to cut bins of equal mass from afterwards."""
MARGIN_VOXELS = 5
SLAB_VALUES = 4_000_000
_SMALLEST = 1e-12
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class CalibrationSums:
    """What calibration is measured from, of any number of cases: sums only, so cases stream.

    Attributes:
        top: (3, FINE) by confidence of the most likely class: voxels, sum of confidence, right ones.
        each: (C, 3, FINE) by each class's own probability: voxels, sum of it, voxels of the class.
        squared: sum over voxels of the squared error of all classes.
    """

    top: NDArray[np.float64]
    each: NDArray[np.float64]
    squared: float

    def __add__(self, other: CalibrationSums) -> CalibrationSums:
        return CalibrationSums(
            self.top + other.top, self.each + other.each, self.squared + other.squared
        )

    @property
    def voxels(self) -> int:
        """How many were counted (of a sigmoid: voxels times labels)."""
        return int(self.top[0].sum())

    @property
    def ece(self) -> float | None:
        """Expected calibration error of the most likely class (Guo 2017, arXiv:1706.04599), 0..1."""
        counts, confidence, right = self._even()
        return float(np.abs(confidence - right).sum() / counts.sum()) if self.voxels else None

    @property
    def ace(self) -> float | None:
        """Adaptive calibration error (Nixon 2019, arXiv:1904.01685), 0..1.

        Of each class, the mean gap over BINS bins of equal mass; then the mean over classes.
        """
        gaps = [_equal_mass_gap(one) for one in self.each if one[0].sum()]
        return float(np.mean(gaps)) if gaps else None

    @property
    def brier(self) -> float | None:
        """Mean squared error summed over the classes (Brier 1950), 0..2; of a sigmoid 0..1."""
        return float(self.squared / self.voxels) if self.voxels else None

    def bins(self) -> list[dict[str, float | int]]:
        """The reliability diagram: of each bin that holds voxels, confidence, accuracy and voxels."""
        return [
            {
                "confidence": round(float(confidence / count), 5),
                "accuracy": round(float(right / count), 5),
                "voxels": int(count),
            }
            for count, confidence, right in zip(*self._even(), strict=True)
            if count
        ]

    def to_json(self) -> dict[str, Any]:
        """The measures and the diagram."""
        return {"ece": self.ece, "ace": self.ace, "brier": self.brier, "bins": self.bins()}

    def _even(self) -> NDArray[np.float64]:
        """`top` in BINS bins of equal width, (3, BINS)."""
        edges = (np.arange(BINS) * FINE + BINS - 1) // BINS
        return np.add.reduceat(self.top, edges, axis=1)


Measure = Callable[[Floats, NDArray[np.integer]], CalibrationSums]


def calibration_sums(
    probabilities: NDArray[np.float32],
    truth: NDArray[np.integer],
    *,
    margin_voxels: int = MARGIN_VOXELS,
) -> CalibrationSums:
    """Of one case.

    Args:
        probabilities: float32 (C, z, y, x); a softmax where `truth` has three axes.
        truth: channel numbers 0..C-1 (z, y, x), or 0 and 1 (C, z, y, x) for a sigmoid; IGNORE
            is counted nowhere.
        margin_voxels: by how much the foreground's box is dilated; with no foreground at all the
            whole volume counts.
    """
    if truth.ndim == probabilities.ndim:
        some = np.logical_or(probabilities >= 0.5, _found(truth)).max(axis=0)
        beside = (slice(None), *foreground_box(some, margin_voxels))
        return _summed(_of_sigmoid, probabilities[beside], truth[beside])
    found = np.logical_or(probabilities.argmax(axis=0) > 0, _found(truth))
    box = foreground_box(found, margin_voxels)
    inside = probabilities[(slice(None), *box)]
    return _summed(_of_softmax, inside, truth[box])


def at_temperature_one(
    probabilities: NDArray[np.float32], temperature: float, *, sigmoid: bool = False
) -> NDArray[np.float32]:
    """Probabilities (C, z, y, x) as they were before the logits were divided by `temperature`.

    softmax(z) is softmax(z / T) ** T, scaled to sum to one. Exact for one pass of the network; where
    windows or a resampling averaged probabilities, it is the same average taken in another order.
    """
    if temperature == 1.0:
        return probabilities
    powered = np.maximum(probabilities, _SMALLEST) ** np.float32(temperature)
    if sigmoid:
        rest = np.maximum(1 - probabilities, _SMALLEST) ** np.float32(temperature)
        unscaled: NDArray[np.float32] = powered / (powered + rest)
        return unscaled
    scaled: NDArray[np.float32] = powered / powered.sum(axis=0, keepdims=True)
    return scaled


def foreground_box(foreground: NDArray[np.bool_], margin: int = MARGIN_VOXELS) -> tuple[slice, ...]:
    """The box around a boolean (z, y, x), dilated; all of it where nothing is set."""
    found = ndimage.find_objects(foreground.astype(np.uint8))
    if not found:
        return tuple(slice(None) for _ in foreground.shape)
    return tuple(slice(max(0, s.start - margin), s.stop + margin) for s in found[0])


def _found(truth: NDArray[np.integer]) -> NDArray[np.bool_]:
    foreground: NDArray[np.bool_] = (truth > 0) & (truth != IGNORE)
    return foreground


def _summed(of: Measure, probabilities: Floats, truth: NDArray[np.integer]) -> CalibrationSums:
    """Slab by slab along z, so that no second volume of double precision is made."""
    depth = probabilities.shape[1]
    step = max(1, SLAB_VALUES // max(1, probabilities[:, :1].size))
    slabs = [slice(z, z + step) for z in range(0, depth, step)]
    return reduce(add, (of(probabilities[:, z], truth[..., z, :, :]) for z in slabs))


def _of_softmax(probabilities: Floats, truth: NDArray[np.integer]) -> CalibrationSums:
    counted = truth != IGNORE
    known = truth[counted].astype(np.int64)
    p = np.stack([channel[counted] for channel in probabilities]).astype(np.float64)
    confidence, right = p.max(axis=0), p.argmax(axis=0) == known
    each = [_histogram(channel, known == at) for at, channel in enumerate(p)]
    own = p[known, np.arange(len(known))]
    squared = float((p**2).sum() - 2 * own.sum() + len(known))
    return CalibrationSums(_histogram(confidence, right), np.stack(each), squared)


def _of_sigmoid(probabilities: Floats, truth: NDArray[np.integer]) -> CalibrationSums:
    """Each label is a question of its own: the likelier of yes and no, p or 1 - p sure."""
    p, counted = probabilities.astype(np.float64), truth != IGNORE
    each = [
        _histogram(channel[at], mask[at] == 1)
        for channel, mask, at in zip(p, truth, counted, strict=True)
    ]
    all_p, present = p[counted], truth[counted] == 1
    confidence, right = np.maximum(all_p, 1 - all_p), (all_p >= 0.5) == present
    return CalibrationSums(
        _histogram(confidence, right), np.stack(each), float(((all_p - present) ** 2).sum())
    )


def _histogram(values: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(3, FINE): how many, their sum, how many right, by value in 0..1."""
    at = np.minimum((values * FINE).astype(np.int64), FINE - 1)
    weights = (None, values, right.astype(np.float64))
    return np.stack([np.bincount(at, weights=one, minlength=FINE) for one in weights]).astype(float)


def _equal_mass_gap(sums: NDArray[np.float64]) -> float:
    """Mean gap between mean probability and share of true voxels over BINS bins of equal mass."""
    counts, values, right = sums
    reached = np.cumsum(counts) - counts / 2
    at = np.minimum((reached / counts.sum() * BINS).astype(np.int64), BINS - 1)
    binned = np.stack(
        [np.bincount(at, weights=one, minlength=BINS) for one in (counts, values, right)]
    )
    filled = binned[:, binned[0] > 0]
    return float(np.abs((filled[1] - filled[2]) / filled[0]).mean())
