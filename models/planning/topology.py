"""Which axes are halved when, and which kernels see across slices (nnU-Net, 2021)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.planning.fingerprint import Spacing
from models.spec import LEAST_LEVELS, Triple

SMALLEST_FEATURE_MAP = 4
"""An axis is no longer halved when it would fall below this many voxels."""


def topology(
    patch: Triple, spacing: Spacing, most_levels: int
) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
    """Strides and kernels per level: halve the axes that are long and fine enough.

    Fine enough is under twice the finest of those that are long enough: one that is too short to be
    halved again does not hold the others back.

    An axis that starts twice as coarse as the finest has kernel 1 until the others have caught up;
    one that is a single slice thick has it all the way.
    """
    size, mm = list(patch), list(spacing)
    strides: list[Triple] = [(1, 1, 1)]
    kernels: list[Triple] = [_kernel(size, mm)]
    while len(strides) < most_levels:
        long = [n >= 2 * SMALLEST_FEATURE_MAP for n in size]
        finest = min((m for m, fits in zip(mm, long, strict=True) if fits), default=0.0)
        step = [2 if fits and m < 2 * finest else 1 for m, fits in zip(mm, long, strict=True)]
        if max(step) == 1 and len(strides) >= LEAST_LEVELS:
            break
        size = [math.ceil(n / s) for n, s in zip(size, step, strict=True)]
        mm = [m * s for m, s in zip(mm, step, strict=True)]
        strides.append((step[0], step[1], step[2]))
        z, y, x = (max(pair) for pair in zip(kernels[-1], _kernel(size, mm), strict=True))
        kernels.append((z, y, x))
    return tuple(strides), tuple(kernels)


def rounded_up(shape: Triple, divisor: Triple) -> Triple:
    """The next multiple of the strides' product on each axis."""
    z, y, x = (math.ceil(n / d) * d for n, d in zip(shape, divisor, strict=True))
    return (z, y, x)


def rounded(shape: Triple, divisor: Triple) -> Triple:
    """The nearest multiple of the strides' product on each axis, at least one."""
    z, y, x = (max(1, round(n / d)) * d for n, d in zip(shape, divisor, strict=True))
    return (z, y, x)


def shrunk(patch: Triple, spacing: Spacing) -> Triple:
    """A sixteenth less of the axis that is longest in mm, so that patches grow round."""
    smaller = list(patch)
    extents = [n * s if n > 8 else 0.0 for n, s in zip(patch, spacing, strict=True)]
    if max(extents) == 0:
        extents = [float(n) for n in patch]
    axis = extents.index(max(extents))
    smaller[axis] -= max(1, smaller[axis] // 16)
    z, y, x = smaller
    return (z, y, x)


def _kernel(size: Sequence[int], spacing: Sequence[float]) -> Triple:
    finest = min((s for s, n in zip(spacing, size, strict=True) if n > 1), default=spacing[0])
    z, y, x = (3 if n > 1 and s < 2 * finest else 1 for n, s in zip(size, spacing, strict=True))
    return (z, y, x)
