"""Where in a scan the doubt is: which slices, and which places to look at first.

Both take the map as it is stored, uint8 (z, y, x), round(255 * doubt).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from activelearning.score.band import box_of, grown

SMOOTH_MM = 1.0
APART_MM = 5.0
LEAST = 0.2
MOST_PLACES = 20
SLICE_SHARE = 0.01
FULL = 255.0

Bytes = NDArray[np.uint8]


class DoubtfulPlace(TypedDict):
    """A local maximum of the smoothed uncertainty map."""

    index: list[int]
    value: float


def slice_doubt(uncertainty: Bytes) -> list[float]:
    """One number in 0..1 per slice, z upwards: the mean of its most doubtful hundredth.

    A fixed share of the plane, so that a slice with a long doubtful border outranks one with a
    few doubtful voxels.
    """
    count = max(1, math.ceil(SLICE_SHARE * uncertainty[0].size))
    return [round(_mean_of_greatest(plane, count) / FULL, 4) for plane in uncertainty]


def doubtful_places(uncertainty: Bytes, spacing: Sequence[float]) -> list[DoubtfulPlace]:
    """Local maxima at least APART_MM from a greater one, worst first, at most MOST_PLACES.

    Args:
        uncertainty: (z, y, x).
        spacing: mm (z, y, x).
    """
    found = box_of(uncertainty >= LEAST * FULL)
    if found is None:
        return []
    box = grown(found, spacing, uncertainty.shape, reach_mm=APART_MM)
    smooth = _smoothed(uncertainty[box], spacing)
    size = [max(1, 2 * int(APART_MM / step) + 1) for step in spacing]
    peaks = np.argwhere((smooth == ndimage.maximum_filter(smooth, size)) & (smooth >= LEAST))
    values = smooth[tuple(peaks.T)]
    origin = np.array([span.start for span in box])
    places: list[DoubtfulPlace] = []
    for at in np.argsort(-values, kind="stable"):
        peak = peaks[at] + origin
        if all(_distance(peak, place["index"], spacing) > APART_MM for place in places):
            place = DoubtfulPlace(
                index=[int(i) for i in peak], value=round(min(float(values[at]), 1.0), 4)
            )
            places.append(place)
        if len(places) == MOST_PLACES:
            break
    return places


def _mean_of_greatest(plane: Bytes, count: int) -> float:
    """Mean of the `count` greatest bytes, from how often each value is there."""
    often = np.bincount(plane.ravel(), minlength=256)[::-1]
    taken = np.diff(np.minimum(np.cumsum(often), count), prepend=0)
    return float((taken * np.arange(255, -1, -1)).sum()) / count


def _smoothed(uncertainty: Bytes, spacing: Sequence[float]) -> NDArray[np.float32]:
    sigma = [SMOOTH_MM / step if step < 2 * SMOOTH_MM else 0.0 for step in spacing]
    smooth: NDArray[np.float32] = ndimage.gaussian_filter(
        uncertainty.astype(np.float32) / np.float32(FULL), sigma
    )
    return smooth


def _distance(one: NDArray[np.intp], other: list[int], spacing: Sequence[float]) -> float:
    return float(np.linalg.norm((one - np.asarray(other)) * np.asarray(spacing)))
