"""Where crops are centred: on each label as often as on any other, however small it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.labelmap import IGNORE
from models.spec import ModelSpec

MOST_PLACES = 10_000
"""Kept per label: enough to find all parts of an organ, little to hold in memory."""

Voxels = NDArray[np.int32]


@dataclass(frozen=True)
class Places:
    """Voxels (n, 3) of (z, y, x) of one case.

    Attributes:
        labels: of each label that the case has, most evenly spread.
        labelled: of what is labelled at all, in a partly labelled case; None when all of it is.
    """

    labels: tuple[Voxels, ...]
    labelled: Voxels | None = None

    def draw(self, rng: np.random.Generator, *, foreground_share: float) -> Voxels | None:
        """A voxel (3,) to show, or None for anywhere.

        With probability `foreground_share` one of a label, each label being as likely as the
        others: drawn from all voxels alike, a small label would hardly be seen beside a large one.
        """
        if self.labels and rng.random() < foreground_share:
            return _one_of(self.labels[rng.integers(len(self.labels))], rng)
        return None if self.labelled is None else _one_of(self.labelled, rng)


def find_places(mask: NDArray[np.uint8], spec: ModelSpec) -> Places:
    """Of a prepared mask (1 or k, z, y, x)."""
    if spec.head == "sigmoid":
        each = [label == 1 for label in mask]
    else:
        each = [mask[0] == channel for channel in range(1, spec.classes)]
    known = (mask != IGNORE).all(axis=0)
    return Places(
        labels=tuple(_spread(where) for where in each if where.any()),
        labelled=None if known.all() or not known.any() else _spread(known),
    )


def _spread(where: NDArray[np.bool_]) -> Voxels:
    flat = np.flatnonzero(where)
    if len(flat) > MOST_PLACES:
        flat = flat[np.linspace(0, len(flat) - 1, MOST_PLACES).astype(np.intp)]
    return np.stack(np.unravel_index(flat, where.shape), axis=1).astype(np.int32)


def _one_of(voxels: Voxels, rng: np.random.Generator) -> Voxels:
    voxel: Voxels = voxels[rng.integers(len(voxels))]
    return voxel
