"""Random changes that a film could have come with. The draw is separate from its deterministic twin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional


@dataclass(frozen=True)
class FilmRanges:
    """How far draws may go; rotation in degrees, shift as a share of the axis.

    `mirror` turns left and right around half of the time: only where no finding has a side.
    """

    rotation: float = 10.0
    scale: float = 0.15
    shift: float = 0.06
    gain: float = 0.25
    offset: float = 0.25
    gamma: float = 0.3
    noise: float = 0.1
    mirror: bool = False


@dataclass(frozen=True)
class FilmDraw:
    """One sample's parameters: affine 2x3 in normalised (x, y) space, then intensities."""

    affine: np.ndarray
    gain: float
    offset: float
    gamma: float
    noise: float
    noise_seed: int


def draw_film(rng: np.random.Generator, ranges: FilmRanges, size: Sequence[int]) -> FilmDraw:
    """Draw for one image of `size` (y, x)."""
    angle = math.radians(float(rng.uniform(-1, 1)) * ranges.rotation)
    scale = 1 + rng.uniform(-1, 1, 2) * ranges.scale / 2 + rng.uniform(-1, 1) * ranges.scale / 2
    side = -1.0 if ranges.mirror and rng.random() < 0.5 else 1.0
    shift = rng.uniform(-1, 1, 2) * ranges.shift * 2
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    extent = np.array([size[1], size[0]], dtype=np.float64)
    matrix = turn * scale * np.array([side, 1.0])
    return FilmDraw(
        affine=np.concatenate([matrix * extent[None] / extent[:, None], shift[:, None]], axis=1),
        gain=1 + float(rng.uniform(-1, 1)) * ranges.gain,
        offset=float(rng.uniform(-1, 1)) * ranges.offset,
        gamma=math.exp(float(rng.uniform(-1, 1)) * ranges.gamma),
        noise=float(rng.uniform(0, 1)) * ranges.noise,
        noise_seed=int(rng.integers(0, 2**62)),
    )


def apply_films(images: torch.Tensor, draws: Sequence[FilmDraw]) -> torch.Tensor:
    """Images (N, c, y, x) float32, one draw each; from outside comes the nearest edge's value."""
    affine = torch.from_numpy(np.stack([d.affine for d in draws])).float().to(images.device)
    grid = functional.affine_grid(affine, list(images.shape), align_corners=False)
    moved = functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    return torch.stack([_intensity(image, d) for image, d in zip(moved, draws, strict=True)])


def _intensity(image: torch.Tensor, d: FilmDraw) -> torch.Tensor:
    low, high = image.amin(), image.amax()
    span = (high - low).clamp_min(1e-6)
    curved = ((image - low) / span).pow(d.gamma) * span + low
    generator = torch.Generator(device=image.device).manual_seed(d.noise_seed)
    noise = torch.randn(image.shape, generator=generator, device=image.device)
    return curved * d.gain + d.offset + noise * d.noise
