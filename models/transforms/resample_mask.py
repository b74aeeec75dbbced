"""A mask onto another grid, label by label, each within its own box.

A label of a large CT fills a thousandth of it: resampled within its box, a hundred labels cost little
more than one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.labelmap import IGNORE
from models.spec import Triple

LEAST_KEPT = 0.5
"""Of a label's volume; one that would keep less is given back what it had."""
REACH = 4.0
"""Standard deviations after which scipy cuts a Gaussian off."""

Box = tuple[slice, ...]


def resample_mask(
    mask: NDArray[np.uint8],
    shape: Triple,
    label_values: Sequence[int],
    slices_along: int | None = None,
) -> NDArray[np.uint8]:
    """Label values uint8 (z, y, x) -> `shape`: each label is resampled, the strongest wins.

    A label too thin to win anywhere, a vessel on a coarser grid, would vanish so: one that keeps
    less than LEAST_KEPT of its volume is given the voxels where it is strongest, as many as it had
    volume and 1 at least.

    Args:
        mask: uint8 (z, y, x).
        shape: voxels (z, y, x) wanted.
        label_values: those that are kept, background included; others count for nothing.
        slices_along: axis along which a new voxel takes the nearest slice where there will be more
            of them; see `slice_axis`.
    """
    if mask.shape == shape:
        return mask
    axes = [
        _Axis(old, new, nearest=axis == slices_along)
        for axis, (old, new) in enumerate(zip(mask.shape, shape, strict=True))
    ]
    best = np.full(shape, -1.0, np.float32)
    result = np.zeros(shape, np.uint8)
    boxes = {value: box for value, box in _boxes(mask) if value in label_values}
    for value in label_values:
        if value in boxes:
            share, where = _share(mask, value, boxes[value], axes)
            stronger = share > best[where]
            best[where][stronger], result[where][stronger] = share[stronger], value
    given = np.zeros(shape, np.bool_)
    for value, voxels in _thinned(mask, result, list(boxes)):
        share, where = _share(mask, value, boxes[value], axes)
        flat = np.where(given[where], 0, share).ravel()
        strongest = np.argpartition(flat, -min(voxels, flat.size))[-voxels:]
        at = np.unravel_index(strongest[flat[strongest] > 0], share.shape)
        result[where][at], given[where][at] = value, True
    return result


@dataclass(frozen=True)
class _Axis:
    """From `old` to `new` voxels over the same length, by the half-pixel rule."""

    old: int
    new: int
    nearest: bool = False

    @property
    def sigma(self) -> float:
        """Of what smooths an axis that shrinks, in old voxels."""
        sigma = max(0.0, (self.old / self.new - 1) / 2)
        return sigma if sigma > 0.1 else 0.0

    def widened(self, part: slice) -> slice:
        """Old voxels that a label within `part` reaches."""
        reach = math.ceil(REACH * self.sigma) + 1
        return slice(max(0, part.start - reach), min(self.old, part.stop + reach))

    def seen_from(self, part: slice) -> slice:
        """New voxels that take anything from the old ones of `part`."""
        scale = self.new / self.old
        first = math.floor((part.start - 0.5) * scale - 0.5)
        return slice(max(0, first), min(self.new, math.ceil((part.stop + 0.5) * scale + 0.5)))

    def moved(self, values: NDArray[np.float32], axis: int, part: slice) -> NDArray[np.float32]:
        """`values` of the old voxels of `part`, 0 beside them -> the new ones that see them."""
        seen = self.seen_from(part)
        at = (np.arange(seen.start, seen.stop) + 0.5) * self.old / self.new
        if self.nearest and self.new > self.old:
            return self._taken(values, axis, part, np.floor(at))
        at = np.clip(at - 0.5, 0, self.old - 1)
        below = np.floor(at)
        weight = (at - below).astype(np.float32).reshape([-1 if a == axis else 1 for a in range(3)])
        low = self._taken(values, axis, part, below)
        high = self._taken(values, axis, part, np.minimum(below + 1, self.old - 1))
        return low + (high - low) * weight

    def _taken(
        self, values: NDArray[np.float32], axis: int, part: slice, at: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        here = at.astype(np.intp) - part.start
        outside = (here < 0) | (here >= values.shape[axis])
        taken: NDArray[np.float32] = values.take(np.where(outside, 0, here), axis=axis)
        np.moveaxis(taken, axis, 0)[outside] = 0
        return taken


def _share(
    mask: NDArray[np.uint8], value: int, box: Box, axes: Sequence[_Axis]
) -> tuple[NDArray[np.float32], Box]:
    """How much of each new voxel the label fills, about; and the part of the new grid it is of."""
    parts = tuple(axis.widened(part) for axis, part in zip(axes, box, strict=True))
    share = (mask[parts] == value).astype(np.float32)
    sigma = [axis.sigma for axis in axes]
    if max(sigma) > 0:
        share = ndimage.gaussian_filter(share, sigma, truncate=REACH)
    for number, (axis, part) in enumerate(zip(axes, parts, strict=True)):
        share = axis.moved(share, number, part)
    return share, tuple(axis.seen_from(part) for axis, part in zip(axes, parts, strict=True))


def _boxes(mask: NDArray[np.uint8]) -> Iterator[tuple[int, Box]]:
    """Every value that the mask holds, and the box that it fits in."""
    if not mask.all():
        yield 0, tuple(slice(0, n) for n in mask.shape)
    for value, box in enumerate(ndimage.find_objects(mask), start=1):
        if box is not None:
            yield value, box


def _thinned(
    mask: NDArray[np.uint8], result: NDArray[np.uint8], values: Sequence[int]
) -> list[tuple[int, int]]:
    """Labels that lost too much, and the voxels that they had in volume; the smallest first."""
    had = np.bincount(mask.ravel(), minlength=256) * (result.size / mask.size)
    kept = np.bincount(result.ravel(), minlength=256)
    lost = [v for v in values if v not in (0, IGNORE) and kept[v] < max(1.0, LEAST_KEPT * had[v])]
    thinned = [(value, min(result.size, max(1, round(float(had[value]))))) for value in lost]
    return sorted(thinned, key=lambda pair: pair[1])
