"""Random changes that a scan could have come with. The draw is separate from its deterministic twin.

The families and their order are nnU-Net's (Isensee 2021, arXiv:1904.08128): place and shape, noise,
blur, brightness, contrast, low resolution, gamma. A scan is mirrored only on axes that the plan
allows: where a label has a side, a mirrored scan teaches the wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from models.spec import ModelSpec
from models.transforms.deform import BEND_POINTS, deform
from models.transforms.intensity import Intensity, change_intensity

ANISOTROPIC = 3.0
"""Coarsest over finest spacing from which a scan is only turned and bent within its slices."""


@dataclass(frozen=True)
class AugmentRanges:
    """How far draws may go. The `*_share` are the shares of samples that get the change at all.

    Rotation in degrees, shift and bend as a share of the axis, blur as sigma in voxels; gain,
    contrast and gamma as exponents of e; `coarse` is the lowest resolution, as a factor.
    """

    share: float = 0.8
    rotation: float = 15.0
    scale: float = 0.15
    shift: float = 0.08
    bend_share: float = 0.2
    bend: float = 0.03
    noise_share: float = 0.5
    noise: float = 0.1
    blur_share: float = 0.15
    blur: float = 1.0
    gain: float = 0.25
    offset: float = 0.2
    contrast_share: float = 0.15
    contrast: float = 0.35
    coarse_share: float = 0.15
    coarse: float = 0.5
    gamma_share: float = 0.5
    gamma: float = 0.35
    inverted_share: float = 0.1


@dataclass(frozen=True)
class Draw:
    """One sample's parameters.

    Attributes:
        affine: 3x4 in normalised (x, y, z) space, mirrors included.
        bend: shift of the control points in normalised units, (3, k, k, k), or None.
        channels: intensities, one per input channel.
    """

    affine: np.ndarray
    bend: np.ndarray | None
    channels: tuple[Intensity, ...]


def draw(rng: np.random.Generator, ranges: AugmentRanges, spec: ModelSpec) -> Draw:
    """Draw for one patch of the spec; with probability 1 - share, neither moved nor bent."""
    moves = bool(rng.random() < ranges.share)
    return Draw(
        affine=_affine(rng, ranges, spec, moves=moves),
        bend=_bend(rng, ranges, spec) if moves and rng.random() < ranges.bend_share else None,
        channels=tuple(_intensity(rng, ranges) for _ in range(spec.in_channels)),
    )


def apply(
    images: torch.Tensor, masks: torch.Tensor, draws: Sequence[Draw], classes: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Carry the draws out on the device of the images, one draw per sample.

    Args:
        images: float32 (N, C, z, y, x).
        masks: uint8 (N, 1, z, y, x) channel numbers, or (N, K, z, y, x) of 0/1; IGNORE stays.
        draws: one for each sample.
        classes: how many channel numbers there are; see `deform`.
    """
    bends = [one.bend for one in draws]
    moved, labels = deform(images, masks, np.stack([one.affine for one in draws]), bends, classes)
    rows = [channel for one in draws for channel in one.channels]
    return change_intensity(moved.flatten(0, 1), rows).view_as(images), labels


def _affine(
    rng: np.random.Generator, ranges: AugmentRanges, spec: ModelSpec, *, moves: bool
) -> np.ndarray:
    angles = np.radians(rng.uniform(-1, 1, 3) * ranges.rotation) * moves
    angles[~_turnable(_flat(spec))] = 0.0
    scales = 1 + (rng.uniform(-1, 1) * ranges.scale + rng.uniform(-1, 1, 3) * 0.05) * moves
    shift = rng.uniform(-1, 1, 3) * ranges.shift * moves
    mirrored = np.ones(3)
    for axis in spec.mirror_axes:
        mirrored[2 - axis] = rng.choice((-1.0, 1.0))
    extent = np.array(spec.patch[::-1]) * np.array(spec.spacing[::-1])
    matrix = _rotation(angles) * scales * extent[None] / extent[:, None]
    return np.concatenate([matrix * mirrored, shift[:, None]], axis=1)


def _flat(spec: ModelSpec) -> np.ndarray:
    """Along which of (x, y, z) a patch is a single slice, or slices are thick; bool (3,)."""
    return np.array(
        [
            n == 1 or mm >= ANISOTROPIC * min(spec.spacing)
            for n, mm in zip(spec.patch[::-1], spec.spacing[::-1], strict=True)
        ]
    )


def _turnable(flat: np.ndarray) -> np.ndarray:
    """About which of (x, y, z) a patch may turn: not out of its slices; bool (3,)."""
    return np.array([not np.delete(flat, axis).any() for axis in range(3)])


def _bend(rng: np.random.Generator, ranges: AugmentRanges, spec: ModelSpec) -> np.ndarray:
    points = rng.normal(0, ranges.bend, (3, BEND_POINTS, BEND_POINTS, BEND_POINTS))
    points[_flat(spec)] = 0.0
    return points.astype(np.float32)


def _intensity(rng: np.random.Generator, ranges: AugmentRanges) -> Intensity:
    def within(size: float) -> float:
        return float(rng.uniform(-1, 1)) * size

    def some(share: float) -> bool:
        return bool(rng.random() < share)

    return Intensity(
        noise=float(rng.uniform(0, ranges.noise)) if some(ranges.noise_share) else 0.0,
        noise_seed=int(rng.integers(0, 2**62)),
        blur=float(rng.uniform(0.5, ranges.blur)) if some(ranges.blur_share) else 0.0,
        gain=math.exp(within(ranges.gain)),
        offset=within(ranges.offset),
        contrast=math.exp(within(ranges.contrast)) if some(ranges.contrast_share) else 1.0,
        coarse=float(rng.uniform(ranges.coarse, 1.0)) if some(ranges.coarse_share) else 1.0,
        gamma=math.exp(within(ranges.gamma)) if some(ranges.gamma_share) else 1.0,
        inverted=some(ranges.inverted_share),
    )


def _rotation(angles: np.ndarray) -> np.ndarray:
    """Rotation matrix in (x, y, z): about x, then y, then z, radians."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)
