"""Whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage


def expected_calibration_error(
    probabilities: NDArray[np.float32],
    truth_index: NDArray[np.integer],
    *,
    bins: int = 15,
    margin_voxels: int = 5,
) -> float:
    """ECE of the most likely class (Guo 2017, arXiv:1706.04599), in 0..1.

    probabilities (C, z, y, x); truth_index (z, y, x) holds channel indices 0..C-1. Only the box
    around the true and predicted foreground, dilated by `margin_voxels`, counts: far background is
    trivially right and would hide everything else. With no foreground at all, the whole volume.
    """
    predicted = probabilities.argmax(axis=0)
    foreground = np.logical_or(predicted > 0, truth_index > 0)
    box = _dilated_box(foreground, margin_voxels)
    confidence = probabilities.max(axis=0)[box].ravel()
    correct = (predicted[box] == truth_index[box]).ravel()
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(index, weights=confidence, minlength=bins) - np.bincount(
        index, weights=correct.astype(float), minlength=bins
    )
    return float(np.abs(gap).sum() / len(confidence))


def _dilated_box(foreground: NDArray[np.bool_], margin: int) -> tuple[slice, ...]:
    found = ndimage.find_objects(foreground.astype(np.uint8))
    if not found:
        return tuple(slice(None) for _ in foreground.shape)
    return tuple(slice(max(0, s.start - margin), s.stop + margin) for s in found[0])
