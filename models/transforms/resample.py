"""Between the source grid and the planned grid.

Both grids cover the same box in space: n voxels of s mm become round(n * s / t) voxels, and the
half-pixel rule (align_corners=False) keeps the box's edges in place, so going there and back ends
on exactly the source's shape.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch.nn import functional

from models.spec import Triple

ANISOTROPIC = 3.0
"""Coarsest over finest spacing from which slices are treated apart from the plane."""


def planned_shape(
    shape: Sequence[int], spacing: Sequence[float], target: Sequence[float]
) -> Triple:
    """Voxels (z, y, x) that the box of `shape` at `spacing` mm takes at `target` mm; never 0."""
    z, y, x = (max(1, round(n * s / t)) for n, s, t in zip(shape, spacing, target, strict=True))
    return (z, y, x)


def resample_image(image: NDArray[np.float32], shape: Triple) -> NDArray[np.float32]:
    """Trilinear float32 (z, y, x) -> `shape`.

    Axes that shrink are smoothed first, so that detail finer than the new grid does not alias.
    """
    if image.shape == shape:
        return image
    factors = [old / new for old, new in zip(image.shape, shape, strict=True)]
    sigma = [max(0.0, (factor - 1) / 2) for factor in factors]
    smooth = ndimage.gaussian_filter(image, sigma) if max(sigma) > 0.1 else image
    return _interpolate(torch.from_numpy(np.ascontiguousarray(smooth))[None], shape)[0].numpy()


def resample_mask(
    mask: NDArray[np.uint8], shape: Triple, label_values: Sequence[int]
) -> NDArray[np.uint8]:
    """Label values uint8 (z, y, x) -> `shape`: each label is resampled, the strongest wins."""
    if mask.shape == shape:
        return mask
    best = np.full(shape, -1.0, np.float32)
    result = np.zeros(shape, np.uint8)
    for value in label_values:
        share = resample_image((mask == value).astype(np.float32), shape)
        stronger = share > best
        best[stronger], result[stronger] = share[stronger], value
    return result


def resample_channels(channels: torch.Tensor, shape: Triple) -> torch.Tensor:
    """Trilinear (C, z, y, x) -> (C, *shape): probabilities stay in 0..1 and still sum to 1."""
    if tuple(channels.shape[1:]) == shape:
        return channels
    return _interpolate(channels, shape)


def _interpolate(channels: torch.Tensor, shape: Triple) -> torch.Tensor:
    return functional.interpolate(
        channels[None], size=shape, mode="trilinear", align_corners=False
    )[0]
