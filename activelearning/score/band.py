"""Where doubt counts: near the border of what the model calls foreground.

The mean over a whole volume ranks a large easy structure above a small hard one; the mean over a
band around the border does not (a test shows both on synthetic spheres).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

BAND_MM = 2.0


def boundary_band(
    foreground: NDArray[np.bool_], spacing: Sequence[float], *, width_mm: float = BAND_MM
) -> NDArray[np.bool_]:
    """Voxels whose centre lies within `width_mm` of the other side of the border.

    Args:
        foreground: (z, y, x) bool.
        spacing: mm (z, y, x).
        width_mm: half-width of the band. On a grid coarser than it, the two voxels that share the
            border are still in, so that the band is never empty where there is a border.

    Returns:
        (z, y, x) bool; all False when everything is foreground or nothing is.
    """
    if foreground.all() or not foreground.any():
        return np.zeros_like(foreground)
    reach = max(width_mm, float(min(spacing)))
    inside = ndimage.distance_transform_edt(foreground, sampling=spacing)
    outside = ndimage.distance_transform_edt(~foreground, sampling=spacing)
    band: NDArray[np.bool_] = (inside + outside) <= reach
    return band
