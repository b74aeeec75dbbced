"""Where in a scan the doubt is: which slices, and which places to look at first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

SMOOTH_MM = 1.0
APART_MM = 5.0
LEAST = 0.2
MOST_PLACES = 20
SLICE_SHARE = 0.01


class DoubtfulPlace(TypedDict):
    """A local maximum of the smoothed uncertainty map."""

    index: list[int]
    value: float


def slice_doubt(uncertainty: NDArray[np.floating]) -> list[float]:
    """One number in 0..1 per slice, z upwards: the mean of its most doubtful hundredth.

    A fixed share of the plane, so that a slice with a long doubtful border outranks one with a
    few doubtful voxels.

    Args:
        uncertainty: (z, y, x) in 0..1.
    """
    planes = uncertainty.reshape(len(uncertainty), -1)
    count = max(1, math.ceil(SLICE_SHARE * planes.shape[1]))
    worst = np.partition(planes, planes.shape[1] - count, axis=1)[:, -count:]
    return [round(float(value), 4) for value in worst.mean(axis=1)]


def doubtful_places(
    uncertainty: NDArray[np.floating], spacing: Sequence[float]
) -> list[DoubtfulPlace]:
    """Local maxima at least APART_MM from a greater one, worst first, at most MOST_PLACES.

    Args:
        uncertainty: (z, y, x) in 0..1.
        spacing: mm (z, y, x).
    """
    sigma = [SMOOTH_MM / step if step < 2 * SMOOTH_MM else 0.0 for step in spacing]
    smooth = ndimage.gaussian_filter(uncertainty.astype(np.float32), sigma)
    size = [max(1, 2 * int(APART_MM / step) + 1) for step in spacing]
    peaks = np.argwhere((smooth == ndimage.maximum_filter(smooth, size)) & (smooth >= LEAST))
    values = smooth[tuple(peaks.T)]
    places: list[DoubtfulPlace] = []
    for at in np.argsort(-values, kind="stable"):
        peak = peaks[at]
        if all(_distance(peak, place["index"], spacing) > APART_MM for place in places):
            place = DoubtfulPlace(
                index=[int(i) for i in peak], value=round(min(float(values[at]), 1.0), 4)
            )
            places.append(place)
        if len(places) == MOST_PLACES:
            break
    return places


def _distance(one: NDArray[np.intp], other: list[int], spacing: Sequence[float]) -> float:
    return float(np.linalg.norm((one - np.asarray(other)) * np.asarray(spacing)))
