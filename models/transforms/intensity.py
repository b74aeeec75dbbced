"""Intensities as another scanner, dose or sequence would have given them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional


@dataclass(frozen=True)
class Intensity:
    """What is done to one channel of one sample; the defaults change nothing.

    Attributes:
        noise: standard deviation of Gaussian noise, from `noise_seed`.
        blur: sigma of a Gaussian in voxels.
        gain: brightness factor, then `offset` is added.
        contrast: factor about the mean, within the range of the values.
        coarse: resolution as a factor; below 1, details are lost as in a thicker scan.
        gamma: exponent of the curve over the values' range, mean and spread kept.
        inverted: the curve is applied to the negative.
    """

    noise: float = 0.0
    noise_seed: int = 0
    blur: float = 0.0
    gain: float = 1.0
    offset: float = 0.0
    contrast: float = 1.0
    coarse: float = 1.0
    gamma: float = 1.0
    inverted: bool = False


def change_intensity(rows: torch.Tensor, how: Sequence[Intensity]) -> torch.Tensor:
    """float32 (M, z, y, x), one Intensity a row; the rows of one kind are changed together."""
    rows = rows.clone()
    for row, one in enumerate(how):
        if one.noise:
            generator = torch.Generator(device=rows.device).manual_seed(one.noise_seed)
            rows[row] += one.noise * torch.randn(
                rows.shape[1:], generator=generator, device=rows.device
            )
        if one.blur:
            rows[row] = _blurred(rows[row], one.blur)
    rows = rows * _column([one.gain for one in how], rows) + _column(
        [one.offset for one in how], rows
    )
    for row, one in enumerate(how):
        if one.contrast != 1:
            rows[row] = _stretched(rows[row], one.contrast)
        if one.coarse < 1:
            rows[row] = _coarser(rows[row], one.coarse)
        if one.gamma != 1:
            sign = -1.0 if one.inverted else 1.0
            rows[row] = sign * _curved(sign * rows[row], one.gamma)
    return rows


def _column(values: Sequence[float], like: torch.Tensor) -> torch.Tensor:
    return torch.tensor(values, dtype=like.dtype, device=like.device).view(-1, 1, 1, 1)


def _blurred(volume: torch.Tensor, sigma: float) -> torch.Tensor:
    """Three passes along one axis each; edges are continued."""
    reach = max(1, round(2.5 * sigma))
    offsets = torch.arange(-reach, reach + 1, dtype=volume.dtype, device=volume.device)
    weights = torch.softmax(-0.5 * (offsets / sigma) ** 2, dim=0)
    for axis in range(3):
        if volume.shape[axis] == 1:
            continue
        index = torch.arange(volume.shape[axis], device=volume.device)
        blurred = torch.zeros_like(volume)
        for offset, weight in zip(range(-reach, reach + 1), weights, strict=True):
            near = (index + offset).clamp(0, volume.shape[axis] - 1)
            blurred += weight * volume.index_select(axis, near)
        volume = blurred
    return volume


def _stretched(volume: torch.Tensor, contrast: float) -> torch.Tensor:
    mean = volume.mean()
    low, high = torch.aminmax(volume)
    return torch.clamp((volume - mean) * contrast + mean, low, high)


def _coarser(volume: torch.Tensor, factor: float) -> torch.Tensor:
    """Nearest voxels on a coarser grid, then linear in between."""
    size = [max(1, round(n * factor)) for n in volume.shape]
    small = functional.interpolate(volume[None, None], size=size, mode="nearest-exact")
    large = functional.interpolate(small, size=volume.shape, mode="trilinear", align_corners=False)
    return large[0, 0]


def _curved(volume: torch.Tensor, gamma: float) -> torch.Tensor:
    low, high = torch.aminmax(volume)
    curved = ((volume - low) / (high - low).clamp_min(1e-6)).pow(gamma)
    std, mean = torch.std_mean(curved)
    wanted_std, wanted_mean = torch.std_mean(volume)
    return (curved - mean) / std.clamp_min(1e-6) * wanted_std + wanted_mean
