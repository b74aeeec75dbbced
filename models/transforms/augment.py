"""Random changes that a scan could have come with. The draw is separate from its deterministic twin.

No flips: where a label has a side, a mirrored scan teaches the wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional


@dataclass(frozen=True)
class AugmentRanges:
    """How far draws may go; rotation in degrees, shift as a share of the axis."""

    share: float = 0.8
    rotation: float = 15.0
    scale: float = 0.15
    shift: float = 0.08
    gain: float = 0.2
    offset: float = 0.2
    gamma: float = 0.3
    noise: float = 0.1


@dataclass(frozen=True)
class Draw:
    """One sample's parameters: affine 3x4 in normalised (x, y, z) space, then intensities."""

    affine: np.ndarray
    gain: float
    offset: float
    gamma: float
    noise: float
    noise_seed: int


def draw(rng: np.random.Generator, ranges: AugmentRanges, shape: Sequence[int]) -> Draw:
    """Draw for one patch of `shape` (z, y, x); with probability 1 - share, no spatial change."""
    moves = float(rng.random() < ranges.share)
    angles = np.radians(rng.uniform(-1, 1, 3) * ranges.rotation) * moves
    if shape[0] == 1:
        angles[:2] = 0.0
    scales = 1 + rng.uniform(-1, 1) * ranges.scale * moves + rng.uniform(-1, 1, 3) * 0.05 * moves
    shift = rng.uniform(-1, 1, 3) * ranges.shift * moves
    extent = np.array([shape[2], shape[1], shape[0]], dtype=np.float64)
    matrix = _rotation(angles) * scales
    return Draw(
        affine=np.concatenate([matrix * extent[None] / extent[:, None], shift[:, None]], axis=1),
        gain=1 + float(rng.uniform(-1, 1)) * ranges.gain,
        offset=float(rng.uniform(-1, 1)) * ranges.offset,
        gamma=math.exp(float(rng.uniform(-1, 1)) * ranges.gamma),
        noise=float(rng.uniform(0, 1)) * ranges.noise,
        noise_seed=int(rng.integers(0, 2**62)),
    )


def apply(
    images: torch.Tensor, masks: torch.Tensor, draws: Sequence[Draw]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Images (N, 1, z, y, x) float32, masks (N, 1, z, y, x) float32 channel numbers; one draw each.

    Image voxels from outside take the nearest edge's value, mask voxels are background.
    """
    affine = torch.from_numpy(np.stack([d.affine for d in draws])).float().to(images.device)
    grid = functional.affine_grid(affine, list(images.shape), align_corners=False)
    moved = functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    labels = functional.grid_sample(
        masks, grid, mode="nearest", padding_mode="zeros", align_corners=False
    )
    changed = [_intensity(image, d) for image, d in zip(moved, draws, strict=True)]
    return torch.stack(changed), labels


def _intensity(image: torch.Tensor, d: Draw) -> torch.Tensor:
    low, high = image.min(), image.max()
    span = (high - low).clamp_min(1e-6)
    curved = ((image - low) / span).pow(d.gamma) * span + low
    generator = torch.Generator(device=image.device).manual_seed(d.noise_seed)
    noise = torch.randn(image.shape, generator=generator, device=image.device)
    return curved * d.gain + d.offset + noise * d.noise


def _rotation(angles: np.ndarray) -> np.ndarray:
    """Rotation matrix in (x, y, z): about x, then y, then z, radians."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)
