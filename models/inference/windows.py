"""A volume through the network piece by piece, the pieces blended by a Gaussian.

The same windows and weights as MONAI's SlidingWindowInferer (a test holds the two equal), with sums in
float32 whatever the network computes in, and a call between two batches, so that whoever is in a
hurry can go first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch.nn import functional

from models.spec import Triple

SIGMA = 0.125
"""Of the Gaussian, as a share of the window's side."""
LEAST_WEIGHT = 1e-3

Corner = tuple[int, int, int]


class Seen(NamedTuple):
    """Of N pieces: logits float32 (N, C, z, y, x) and pooled deepest features float32 (N, D)."""

    logits: torch.Tensor
    features: torch.Tensor


Forward = Callable[[torch.Tensor], Seen]


def nothing_between() -> None:
    """Nobody waits."""


def in_windows(
    image: torch.Tensor,
    forward: Forward,
    *,
    patch: Triple,
    overlap: float,
    batch: int = 1,
    sums_on: torch.device | None = None,
    between: Callable[[], None] = nothing_between,
) -> Seen:
    """Logits (1, C, z, y, x) and features (1, D) of one volume.

    Args:
        image: float32 (1, c, z, y, x); an axis shorter than the window is padded with zeros.
        forward: the network; it is given at most `batch` windows.
        patch: the window (z, y, x).
        overlap: share of a window that the next one covers again.
        batch: windows at once.
        sums_on: where the sums are kept; None for where the image is.
        between: called before every batch but the first.
    """
    shape = image.shape[2:]
    padded, inside = pad_to(image, [max(n, p) for n, p in zip(shape, patch, strict=True)])
    weight = gaussian(patch, image.device)
    corners = window_corners(padded.shape[2:], patch, overlap)
    where = sums_on or image.device
    total: torch.Tensor | None = None
    weights = torch.zeros(padded.shape[2:], device=where)
    features: list[torch.Tensor] = []
    for first in range(0, len(corners), batch):
        if first:
            between()
        boxes = [_box(corner, patch) for corner in corners[first : first + batch]]
        seen = forward(torch.cat([padded[box] for box in boxes]))
        features.append(seen.features)
        for box, logits in zip(boxes, seen.logits, strict=True):
            if total is None:
                total = torch.zeros((1, len(logits), *padded.shape[2:]), device=where)
            total[box] += (logits.float() * weight).to(where)[None]
            weights[box[2:]] += weight.to(where)
    if total is None:
        raise ValueError("A volume has at least one window.")
    return Seen((total / weights)[inside], torch.cat(features).mean(dim=0, keepdim=True))


def window_corners(shape: Sequence[int], patch: Triple, overlap: float) -> list[Corner]:
    """The first voxel (z, y, x) of each window; the last of an axis ends where the axis ends."""
    along = []
    for size, side in zip(shape, patch, strict=True):
        step = max(1, int(side * (1 - overlap)))
        count = math.ceil(max(0, size - side) / step) + 1
        along.append([min(i * step, size - side) for i in range(count)])
    return [(z, y, x) for z, y, x in itertools.product(*along)]


def gaussian(patch: Triple, device: torch.device) -> torch.Tensor:
    """Weight of each voxel of a window, float32 (z, y, x), never 0."""
    weight = torch.ones((), device=device)
    for side in patch:
        at = torch.arange(side, device=device, dtype=torch.float32) - (side - 1) / 2
        weight = weight[..., None] * torch.exp(at**2 / (-2 * (SIGMA * side) ** 2))
    return weight.clamp_min(max(float(weight.min()), LEAST_WEIGHT))


def pad_to(image: torch.Tensor, wanted: Sequence[int]) -> tuple[torch.Tensor, tuple[slice, ...]]:
    """(N, c, z, y, x) in the middle of `wanted` (z, y, x), zeros around; and where it lies there."""
    pads: list[int] = []
    inside = [slice(None), slice(None)]
    for size, side in zip(image.shape[2:], wanted, strict=True):
        before = (side - size) // 2
        pads = [before, side - size - before, *pads]
        inside.append(slice(before, before + size))
    return (functional.pad(image, pads) if any(pads) else image), tuple(inside)


def _box(corner: Corner, patch: Triple) -> tuple[slice, ...]:
    sides = (slice(start, start + side) for start, side in zip(corner, patch, strict=True))
    return (slice(None), slice(None), *sides)
