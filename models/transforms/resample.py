"""Between the source grid and the planned grid.

Both grids cover the same box in space: n voxels of s mm become round(n * s / t) voxels, and the
half-pixel rule (align_corners=False) keeps the box's edges in place, so going there and back ends
on exactly the source's shape.

Where slices lie far apart, they are treated apart from the plane (nnU-Net): cubic within a slice,
and no slice is made up between two that have little to do with each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch.nn import functional

from models.spec import Triple

ENDLESS = 1e12
"""Voxels along an axis; whoever has more of them asks for memory that is nowhere."""
ANISOTROPIC = 3.0
"""Coarsest over finest spacing from which slices are treated apart from the plane."""


def planned_shape(
    shape: Sequence[int], spacing: Sequence[float], target: Sequence[float]
) -> Triple:
    """Voxels (z, y, x) that the box of `shape` at `spacing` mm takes at `target` mm; never 0."""
    z, y, x = (
        max(1, round(min(n * s / t, ENDLESS)))
        for n, s, t in zip(shape, spacing, target, strict=True)
    )
    return (z, y, x)


def slice_axis(spacing: Sequence[float], target: Sequence[float]) -> int | None:
    """The axis along which slices lie far apart, on the one grid or the other; None without."""
    for grid in (spacing, target):
        coarsest = max(grid)
        if coarsest / min(grid) >= ANISOTROPIC and list(grid).count(coarsest) == 1:
            return list(grid).index(coarsest)
    return None


def resample_image(
    image: NDArray[np.float32], shape: Triple, slices_along: int | None = None
) -> NDArray[np.float32]:
    """float32 (z, y, x) -> `shape`, trilinear.

    Axes that shrink are smoothed first, so that detail finer than the new grid does not alias.

    Args:
        image: float32 (z, y, x).
        shape: voxels (z, y, x) wanted.
        slices_along: axis that is treated apart, see `slice_axis`: cubic in the plane, and along it
            the nearest slice where there will be more of them.
    """
    if image.shape == shape:
        return image
    if slices_along is None:
        return _smoothed_linear(image, shape)
    in_plane = _with_axis(shape, slices_along, image.shape[slices_along])
    return _along(_cubic(image, in_plane, slices_along), shape, slices_along)


def resample_channels(channels: torch.Tensor, shape: Triple) -> torch.Tensor:
    """Trilinear (C, z, y, x) -> (C, *shape): probabilities stay in 0..1 and still sum to 1."""
    if tuple(channels.shape[1:]) == shape:
        return channels
    return _interpolate(channels, shape)


def _smoothed_linear(image: NDArray[np.float32], shape: Triple) -> NDArray[np.float32]:
    factors = [old / new for old, new in zip(image.shape, shape, strict=True)]
    sigma = [max(0.0, (factor - 1) / 2) for factor in factors]
    smooth = ndimage.gaussian_filter(image, sigma) if max(sigma) > 0.1 else image
    return _interpolate(torch.from_numpy(np.ascontiguousarray(smooth))[None], shape)[0].numpy()


def _cubic(image: NDArray[np.float32], shape: Triple, slices_along: int) -> NDArray[np.float32]:
    """Bicubic within each slice; what shrinks is smoothed by the same kernel made wider."""
    if image.shape == shape:
        return image
    slices = torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, slices_along, 0)))[:, None]
    plane = [n for axis, n in enumerate(shape) if axis != slices_along]
    moved = functional.interpolate(
        slices, size=plane, mode="bicubic", align_corners=False, antialias=True
    )
    return np.ascontiguousarray(np.moveaxis(moved[:, 0].numpy(), 0, slices_along))


def _along(image: NDArray[np.float32], shape: Triple, axis: int) -> NDArray[np.float32]:
    """Along one axis: the nearest where it grows, smoothed and linear where it shrinks."""
    old, new = image.shape[axis], shape[axis]
    if new < old:
        return _smoothed_linear(image, shape)
    if new == old:
        return image
    nearest = np.floor((np.arange(new) + 0.5) * old / new).astype(np.intp)
    taken: NDArray[np.float32] = image.take(nearest, axis=axis)
    return taken


def _with_axis(shape: Triple, axis: int, size: int) -> Triple:
    z, y, x = (size if at == axis else n for at, n in enumerate(shape))
    return (z, y, x)


def _interpolate(channels: torch.Tensor, shape: Triple) -> torch.Tensor:
    return functional.interpolate(
        channels[None], size=shape, mode="trilinear", align_corners=False
    )[0]
