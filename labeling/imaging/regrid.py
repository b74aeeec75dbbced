"""A volume seen through the grid of another, by where both lie in the patient.

Only what a model is shown comes here; what people see and draw on is never resampled.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import GeometryProblem

Volume = NDArray[np.float32]

LEAST_SHARE = 0.01
"""Of the grid that the volume has to cover: two scans of one frame may still be of other places."""


def onto(volume: Volume, own: Geometry, grid: Geometry) -> Volume:
    """The volume on `grid`, linearly between voxel centres; outside of it is its lowest value.

    Along an axis on which `grid` is coarser the volume is smoothed first, so that nothing finer than
    `grid` folds over. A volume on that very grid comes back untouched.

    Args:
        volume: float32 (z, y, x) in modality units.
        own: where it lies.
        grid: where it is wanted, in the same frame of reference.

    Raises:
        GeometryProblem: `apart`, it covers less than LEAST_SHARE of the grid.
    """
    if own.is_close(grid):
        return volume
    step = np.linalg.inv(own.matrix) @ grid.matrix
    start = own.patient_to_index(grid.index_to_patient((0, 0, 0)))
    share = _covered(step, start, own.shape, grid.shape)
    if share < LEAST_SHARE:
        raise GeometryProblem(
            "apart", f"expected it to cover {LEAST_SHARE:.0%} of the grid, it covers {share:.1%}"
        )
    coarser = np.abs(step).max(axis=1)
    sigma = np.where(coarser > 1, np.sqrt(np.maximum(coarser**2 - 1, 0)) / 2.355, 0.0)
    smooth = ndimage.gaussian_filter(volume, sigma, mode="nearest") if sigma.any() else volume
    found: Volume = ndimage.affine_transform(
        smooth,
        step,
        offset=start,
        output_shape=grid.shape,
        order=1,
        mode="grid-constant",
        cval=float(volume.min()),
        output=np.float32,
    )
    return found


def _covered(
    step: NDArray[np.float64],
    start: NDArray[np.float64],
    own: tuple[int, int, int],
    grid: tuple[int, int, int],
) -> float:
    """Share of the grid's voxels that lie in the volume, from a raster of at most 32 a side."""
    axes = [np.unique(np.linspace(0, side - 1, min(side, 32)).round()) for side in grid]
    at = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1) @ step.T + start
    inside = (at >= -0.5) & (at <= np.array(own) - 0.5)
    return float(inside.all(axis=-1).mean())
