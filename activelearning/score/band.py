"""Where doubt counts: near the border of what the model calls foreground.

The mean over a whole volume ranks a large easy structure above a small hard one; the mean over a
band around the border does not (a test shows both on synthetic spheres).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

BAND_MM = 2.0

Mask = NDArray[np.bool_]
Span = tuple[int, int]


def near_border(structures: Mask, spacing: Sequence[float], *, width_mm: float = BAND_MM) -> Mask:
    """The boundary bands of several structures together: (K, z, y, x) bool -> (z, y, x) bool."""
    band = np.zeros(structures.shape[1:], bool)
    for structure in structures:
        band |= boundary_band(structure, spacing, width_mm=width_mm)
    return band


def boundary_band(foreground: Mask, spacing: Sequence[float], *, width_mm: float = BAND_MM) -> Mask:
    """Voxels whose centre lies within `width_mm` of the other side of the border.

    Args:
        foreground: (z, y, x) bool.
        spacing: mm (z, y, x).
        width_mm: half-width of the band. On a grid coarser than it, the two voxels that share the
            border are still in, so that the band is never empty where there is a border.

    Returns:
        (z, y, x) bool; all False when everything is foreground or nothing is.
    """
    found = box_of(foreground)
    if found is None or foreground.all():
        return np.zeros_like(foreground)
    reach = max(width_mm, float(min(spacing)))
    box = grown(found, spacing, foreground.shape, reach_mm=reach)
    near = foreground[box]
    inside = ndimage.distance_transform_edt(near, sampling=spacing)
    outside = ndimage.distance_transform_edt(~near, sampling=spacing)
    band = np.zeros_like(foreground)
    band[box] = (inside + outside) <= reach
    return band


def box_of(mask: Mask) -> list[Span] | None:
    """First and past-last index of what is True, on each axis; None when nothing is."""
    spans = []
    for axis in range(mask.ndim):
        others = tuple(other for other in range(mask.ndim) if other != axis)
        at = np.flatnonzero(mask.any(axis=others))
        if not len(at):
            return None
        spans.append((int(at[0]), int(at[-1]) + 1))
    return spans


def grown(
    box: Sequence[Span],
    spacing: Sequence[float],
    shape: Sequence[int],
    *,
    reach_mm: float = BAND_MM,
) -> tuple[slice, ...]:
    """The box, larger by what `reach_mm` can reach and one voxel, within the volume.

    No band voxel and no voxel that is nearest to one lies outside it, so distances stay exact.
    """
    return tuple(
        slice(max(0, start - more), min(size, stop + more))
        for (start, stop), size, more in zip(
            box, shape, (math.ceil(reach_mm / step) + 1 for step in spacing), strict=True
        )
    )
