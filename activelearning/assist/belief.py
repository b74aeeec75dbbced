"""What a voxel seems to be: by the model, or by its intensity where there is no model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_BINS = 64
_SMOOTH_BINS = 2.0
_SCRIBBLE_SHARE = 0.5
"""Weight of the scribble's own intensities among those of its label."""
_SUREST = 0.95
"""Intensities alone are never more certain than this."""


def by_intensity(image: Floats, inside: Flags, scribble: Flags, *, positive: bool) -> Floats:
    """Probability of being the label, from the intensities inside and outside it, (z, y, x).

    Both count alike, however many voxels they have. The scribble speaks for the side that it is
    said to be on.

    Args:
        image: (z, y, x), in any unit.
        inside: where the label is now.
        scribble: what was drawn.
        positive: whether that is the label.
    """
    low, high = np.percentile(image, [0.5, 99.5])
    scale = (_BINS - 1) / max(float(high - low), 1e-6)
    level = np.clip((image - low) * scale, 0, _BINS - 1).astype(np.intp)
    mine, others = inside & ~scribble, ~inside & ~scribble
    label, rest = _shares(level, mine), _shares(level, others)
    drawn = _shares(level, scribble)
    if positive:
        label = _mixed(label, drawn)
    else:
        rest = _mixed(rest, drawn)
    share = (label + 1e-6) / (label + rest + 2e-6)
    table: Floats = np.clip(share, 1 - _SUREST, _SUREST).astype(np.float32)
    belief: Floats = table[level]
    return belief


def _shares(level: NDArray[np.intp], where: Flags) -> Floats:
    """A smoothed histogram that sums to 1, or to 0 when there is nothing."""
    counts = np.bincount(level[where], minlength=_BINS).astype(np.float32)
    smooth = ndimage.gaussian_filter1d(counts, _SMOOTH_BINS, mode="nearest")
    return np.asarray(smooth / max(float(smooth.sum()), 1e-6), np.float32)


def _mixed(share: Floats, drawn: Floats) -> Floats:
    if not share.any():
        return drawn
    return (1 - _SCRIBBLE_SHARE) * share + _SCRIBBLE_SHARE * drawn
