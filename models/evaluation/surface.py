"""Distances between surfaces: HD95 and the normalised surface Dice, in mm.

A surface is the voxels of a mask that touch the outside (6-neighbourhood), and distances go from
voxel centre to voxel centre.
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
    prediction: Mask, truth: Mask, *, spacing: Sequence[float], tolerance: float
) -> SurfaceScores:
    """Compare two boolean masks (z, y, x); spacing in mm (z, y, x), tolerance in mm.

    HD95 is the larger of the two directed 95th percentiles (Huttenlocher 1993, as nnU-Net and the
    Decathlon report it); NSD is the share of both surfaces within the tolerance of the other
    (Nikolov 2018, arXiv:1809.04430). Both empty: HD95 0, NSD 1. One empty: HD95 is the diagonal of
    the volume, the worst that can be, so that means stay finite; NSD 0.
    """
    if not prediction.any() and not truth.any():
        return SurfaceScores(hd95=0.0, nsd=1.0)
    if not prediction.any() or not truth.any():
        diagonal = float(np.linalg.norm(np.array(truth.shape) * np.array(spacing)))
        return SurfaceScores(hd95=diagonal, nsd=0.0)
    box = _joint_box(prediction, truth)
    one, other = _surface(prediction[box]), _surface(truth[box])
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


def _surface(mask: Mask) -> Mask:
    padded = np.pad(mask, 1)
    inner = ndimage.binary_erosion(padded)[1:-1, 1:-1, 1:-1]
    surface: Mask = np.logical_and(mask, ~inner)
    return surface


def _distance_to(surface: Mask, spacing: Sequence[float]) -> NDArray[np.float64]:
    distances: NDArray[np.float64] = ndimage.distance_transform_edt(
        ~surface, sampling=tuple(float(s) for s in spacing)
    )
    return distances
