"""Place and shape of image and mask, changed in one resampling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from models.labelmap import IGNORE

BEND_POINTS = 5
"""Control points along each axis of an elastic change."""
SMOOTH_CLASSES = 8
"""Up to so many classes are moved as shares of a voxel, which keeps outlines smooth; more would
take too much memory, and their numbers are taken from the nearest voxel."""


def deform(
    images: torch.Tensor,
    masks: torch.Tensor,
    affines: np.ndarray,
    bends: Sequence[np.ndarray | None],
    classes: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Resample images (N, C, z, y, x) and masks (N, 1|K, z, y, x) to where a draw moves them.

    Image voxels from outside take the nearest edge's value, mask voxels are background. A voxel any
    part of which comes from IGNORE is IGNORE.

    Args:
        images: float32.
        masks: uint8 channel numbers (N, 1, z, y, x), or 0 and 1 of each label (N, K, z, y, x).
        affines: (N, 3, 4) from the new place to the old, in normalised (x, y, z), -1..1 edge to edge.
        bends: of each sample the shift (3, k, k, k) of control points, likewise, or None.
        classes: the network's outputs: channel numbers with the background, or K.
    """
    grid = _grid(images, affines, bends)
    moved = functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    ignored = masks == IGNORE
    labels = _labels(masks.masked_fill(ignored, 0), grid, classes)
    if bool(ignored.any()):
        labels[_shares(ignored, grid) > 1e-3] = IGNORE
    return moved, labels


def _grid(
    images: torch.Tensor, affines: np.ndarray, bends: Sequence[np.ndarray | None]
) -> torch.Tensor:
    theta = torch.from_numpy(affines).float().to(images.device)
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    for row, bend in enumerate(bends):
        if bend is not None:
            points = torch.from_numpy(bend)[None].to(images.device)
            shift = functional.interpolate(
                points, size=images.shape[2:], mode="trilinear", align_corners=True
            )
            grid[row] += shift[0].movedim(0, -1)
    return grid


def _labels(masks: torch.Tensor, grid: torch.Tensor, classes: int) -> torch.Tensor:
    """uint8, as the masks; the class that fills most of a voxel, the lower number in a tie.

    As many masks as classes are labels of a sigmoid head, one or more; of a softmax there is one mask
    and the background is a class of its own.
    """
    if masks.shape[1] == classes:
        return (_shares(masks, grid) >= 0.5).to(torch.uint8)
    if classes > SMOOTH_CLASSES:
        nearest = functional.grid_sample(
            masks.float(), grid, mode="nearest", padding_mode="zeros", align_corners=False
        )
        return nearest.to(torch.uint8)
    numbers = torch.arange(1, classes, device=masks.device, dtype=masks.dtype)
    shares = _shares(masks == numbers.view(1, -1, 1, 1, 1), grid)
    background = 1 - shares.sum(dim=1, keepdim=True)
    return torch.cat([background, shares], dim=1).argmax(dim=1, keepdim=True).to(torch.uint8)


def _shares(masks: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    return functional.grid_sample(
        masks.float(), grid, mode="bilinear", padding_mode="zeros", align_corners=False
    )
