"""What a scan looks like to no model in particular: numbers to compare cases by before there is one.

How its intensities are spread, a picture of 8 x 8 x 8 voxels, and its size: about as much each, so that
no part outweighs the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activelearning.score.errors import ScoreProblem

KIND = "look-1"
"""Of another kind are other numbers: they do not compare."""
BINS = 16
SIDE = 8
LENGTH = BINS + SIDE**3 + 6
LOW, HIGH = 1.0, 99.0
SAMPLE = 200_000

Floats = NDArray[np.float32]


def describe(image: Floats, spacing: Sequence[float]) -> tuple[float, ...]:
    """LENGTH numbers, the same for the same scan.

    Intensities are taken between their 1st and 99th percentile, so that scanners of different scale
    compare. Values that are not finite count as the lowest; an image of one value is all low.

    Args:
        image: (z, y, x) or (c, z, y, x) of which the first channel is looked at.
        spacing: mm (z, y, x).

    Raises:
        ScoreProblem: other axes, an empty one, no finite value, or a spacing that is not positive.
    """
    volume = image[0] if image.ndim == 4 else image
    if volume.ndim != 3 or 0 in volume.shape:
        raise ScoreProblem(f"The image has shape {image.shape}, expected (z, y, x), none empty.")
    if len(spacing) != 3 or not all(math.isfinite(s) and s > 0 for s in spacing):
        raise ScoreProblem(f"The spacing is {tuple(spacing)}, expected three lengths above 0.")
    low, high = _range(volume)
    small = _picture(volume, low, high)
    extent = [math.log2(n * s) / 2 for n, s in zip(volume.shape, spacing, strict=True)]
    steps = [math.log2(s) / 2 for s in spacing]
    numbers = [*_spread(volume, low, high), *small, *extent, *steps]
    return tuple(round(float(number), 5) for number in numbers)


def _sample(volume: Floats) -> Floats:
    """Evenly spread, in steps that share no factor with rows and slices: else it sees few columns."""
    step = max(1, volume.size // SAMPLE)
    while math.gcd(step, math.prod(volume.shape[1:])) > 1:
        step += 1
    return volume.ravel()[::step]


def _range(volume: Floats) -> tuple[float, float]:
    sample = _sample(volume)
    sample = sample[np.isfinite(sample)]
    if not len(sample):
        raise ScoreProblem("The image holds no finite value.")
    low, high = np.percentile(sample, (LOW, HIGH))
    return float(low), float(high)


def _shares(values: Floats, low: float, high: float) -> Floats:
    """0..1 within the range; not finite is 0."""
    span = high - low
    if span <= 0:
        return np.zeros(values.shape, np.float32)
    shares = np.clip((values - np.float32(low)) / np.float32(span), 0, 1)
    known: Floats = np.where(np.isfinite(values), shares, np.float32(0))
    return known


def _spread(volume: Floats, low: float, high: float) -> Floats:
    """Square roots of the histogram: their distance is Hellinger's, and the length is 1."""
    counts, _ = np.histogram(_shares(_sample(volume), low, high), BINS, (0, 1))
    roots: Floats = np.sqrt(counts / counts.sum()).astype(np.float32)
    return roots


def _picture(volume: Floats, low: float, high: float) -> Floats:
    """Means of 8 x 8 x 8 blocks, so scaled that the length is at most 1."""
    small = _blocks(
        np.stack([_blocks(_shares(plane, low, high), (0, 1)) for plane in volume]), (0,)
    )
    return small.ravel() / np.float32(SIDE**1.5)


def _blocks(values: Floats, axes: Sequence[int]) -> Floats:
    """Means over SIDE even parts of each of the axes; one with fewer voxels repeats them."""
    for axis in axes:
        size = values.shape[axis]
        starts = np.arange(SIDE) * size // SIDE
        counts = np.maximum(np.diff(starts, append=size), 1)
        sums = np.add.reduceat(values, starts, axis=axis)
        shape = [SIDE if other == axis else 1 for other in range(values.ndim)]
        values = np.asarray(sums / counts.reshape(shape), np.float32)
    return values
