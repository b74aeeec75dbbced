"""Distances between surfaces: HD95 and the normalised surface Dice, in mm.

A surface is the voxels of a mask that touch the outside (6-neighbourhood), and distances go from
voxel centre to voxel centre. What touches only ignored voxels is no surface: nobody said that the
structure ends there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class SurfaceScores:
    """HD95 in mm and NSD in 0..1 of one class in one case."""

    hd95: float
    nsd: float


def surface_scores(
    prediction: Mask,
    truth: Mask,
    *,
    spacing: Sequence[float],
    tolerance: float,
    ignored: Mask | None = None,
) -> SurfaceScores:
    """Compare two boolean masks (z, y, x); spacing in mm (z, y, x), tolerance in mm.

    Both masks are taken to be empty in voxels that are `ignored`.

    HD95 is the larger of the two directed 95th percentiles (Huttenlocher 1993, as MONAI has it; MedPy,
    which others report, pools both directions and comes out lower); NSD is the share of both surfaces within the tolerance of the other
    (Nikolov 2018, arXiv:1809.04430). Both empty: HD95 0, NSD 1. One empty: HD95 is the diagonal of
    the volume, the worst that can be, so that means stay finite; NSD 0.
    """
    if ignored is not None:
        prediction, truth = prediction & ~ignored, truth & ~ignored
    if not prediction.any() and not truth.any():
        return SurfaceScores(hd95=0.0, nsd=1.0)
    if not prediction.any() or not truth.any():
        diagonal = float(np.linalg.norm(np.array(truth.shape) * np.array(spacing)))
        return SurfaceScores(hd95=diagonal, nsd=0.0)
    box = _joint_box(prediction, truth)
    beyond = None if ignored is None else _grown(ignored, box)
    one, other = _surface(prediction[box], beyond), _surface(truth[box], beyond)
    to_truth = _distance_to(other, spacing)[one]
    to_prediction = _distance_to(one, spacing)[other]
    within = int((to_truth <= tolerance).sum()) + int((to_prediction <= tolerance).sum())
    return SurfaceScores(
        hd95=float(max(np.percentile(to_truth, 95), np.percentile(to_prediction, 95))),
        nsd=within / (len(to_truth) + len(to_prediction)),
    )


def _joint_box(one: Mask, other: Mask) -> tuple[slice, ...]:
    """The box around both masks: every surface voxel is in it, so no distance is lost."""
    box: tuple[slice, ...] = ndimage.find_objects(np.logical_or(one, other).astype(np.uint8))[0]
    return box


def _grown(ignored: Mask, box: tuple[slice, ...]) -> Mask:
    """The ignored voxels of the box and of one voxel around it; False beyond the volume."""
    around = tuple(slice(side.start, side.stop + 2) for side in box)
    return np.pad(ignored, 1)[around]


def _surface(mask: Mask, beyond: Mask | None) -> Mask:
    """Of a mask (z, y, x); `beyond` has one voxel more on each side and is ignored.

    A mask that touches nothing but ignored voxels keeps its whole outside: something has to be
    measured from.
    """
    padded = np.pad(mask, 1)
    filled = padded if beyond is None else padded | beyond
    inner = ndimage.binary_erosion(filled)[1:-1, 1:-1, 1:-1]
    surface: Mask = np.logical_and(mask, ~inner)
    return surface if beyond is None or surface.any() else _surface(mask, None)


def _distance_to(surface: Mask, spacing: Sequence[float]) -> NDArray[np.float64]:
    distances: NDArray[np.float64] = ndimage.distance_transform_edt(
        ~surface, sampling=tuple(float(s) for s in spacing)
    )
    return distances
