"""Intensities onto one scale. What the spec says is done, in training and in inference alike."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem
from models.spec import Normalisation

Volume = NDArray[np.float32]

HUGE = 1e30
"""No scanner's units reach it; sums of such numbers would leave float32."""
PADDING_SHARE = 0.25
"""Of the voxels that hold exactly the lowest value, from which it is padding and not tissue."""
MOST_SAMPLES = 1 << 21
"""Voxels that mean, spread and percentiles are taken of, evenly spread over the volume."""


def normalise(image: Volume, how: Normalisation) -> Volume:
    """float32 (z, y, x) in modality units -> float32 (z, y, x), about zero mean and unit spread.

    A constant volume becomes all zeros.

    Raises:
        InputProblem: values that are not finite, or beyond HUGE.
    """
    if not np.isfinite(image).all():
        bad = int(np.size(image) - np.isfinite(image).sum())
        raise InputProblem(f"The image holds {bad} values that are not finite.", code="not_finite")
    largest = max(-float(image.min()), float(image.max()))
    if largest > HUGE:
        raise InputProblem(
            f"The image reaches {largest:g}, expected up to {HUGE:g}.", code="not_plausible"
        )
    if how.kind == "ct":
        clipped = np.clip(image, how.low, how.high)
        return ((clipped - how.mean) / how.std).astype(np.float32)
    return _zscore(image, how.low, how.high)


def absolute(image: Volume, how: Normalisation) -> Normalisation:
    """What `how` comes to for this image, in fixed numbers: so that a part is scaled as the whole.

    An image without spread stays without: its parts come out as zeros.
    """
    if how.kind == "ct":
        return how
    spread = _spread(image, how.low, how.high)
    if spread is None:
        return replace(how, kind="ct", low=-1.0, high=0.0, mean=0.0, std=math.inf)
    bottom, top, mean, std = spread
    return Normalisation(kind="ct", low=bottom, high=top, mean=mean, std=std)


def _zscore(image: Volume, low: float, high: float) -> Volume:
    spread = _spread(image, low, high)
    if spread is None:
        return np.zeros_like(image, dtype=np.float32)
    bottom, top, mean, std = spread
    return ((np.clip(image, bottom, top) - mean) / std).astype(np.float32)


def _spread(image: Volume, low: float, high: float) -> tuple[float, float, float, float] | None:
    """Bottom, top, mean and standard deviation of the tissue; None without a spread."""
    for values in _tissue(image):
        if values.size == 0:
            continue
        bottom, top = np.percentile(values, [low, high])
        clipped = np.clip(values, bottom, top)
        mean, std = float(clipped.mean(dtype=np.float64)), float(clipped.std(dtype=np.float64))
        if std >= 1e-6 * max(1.0, abs(mean)):
            return float(bottom), float(top), mean, std
    return None


def _tissue(image: Volume) -> Iterator[Volume]:
    """What is not background, and for an image of nothing else (two values, say) everything.

    Background is exactly 0, or the lowest value where it fills a good part of the volume.
    """
    values = image.ravel()[:: _step(image.shape)]
    inside = values[values != 0]
    if inside.size:
        tissue = inside[inside != inside.min()]
        padded = inside.size - tissue.size >= PADDING_SHARE * values.size
        yield tissue if padded else inside
    yield values


def _step(shape: tuple[int, ...]) -> int:
    """Of the sample: one that shares no factor with rows and slices, or it would see few columns."""
    step = max(1, math.prod(shape) // MOST_SAMPLES)
    while math.gcd(step, math.prod(shape[-2:])) > 1:
        step += 1
    return step
