"""What a submission changed. Pure numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.imaging.overlap import count_values, mean_dice

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Statistics:
    """Of a submitted mask, against the draft it began from.

    Attributes:
        edited_voxels: voxels whose label differs; against background where there was no draft.
        draft_dice: mean Dice over the foreground labels that occur in either mask; 1 when none
            does; None without a draft.
        label_voxels: voxels of each foreground label that occurs, by its value in decimal.
        label_edits: for each label that was changed, voxels added to it and taken from it; counted
            against background where there was no draft.
    """

    edited_voxels: int
    draft_dice: float | None
    label_voxels: dict[str, int]
    label_edits: dict[str, dict[str, int]]


def compare(mask: Mask, draft: Mask | None, ignored: int | None = None) -> Statistics:
    """Compare a mask with its draft, both uint8 `(z, y, x)` on one grid.

    To paint what nobody judged, `ignored`, is an edit too; no Dice is counted there.
    """
    before = np.zeros_like(mask) if draft is None else draft
    counts = count_values(mask)
    changed = mask != before
    added, removed = count_values(mask[changed]), count_values(before[changed])
    return Statistics(
        edited_voxels=int(np.count_nonzero(changed)),
        draft_dice=None if draft is None else mean_dice(mask, draft, ignored),
        label_voxels={str(v): int(counts[v]) for v in np.flatnonzero(counts).tolist() if v},
        label_edits={
            str(v): {"added": int(added[v]), "removed": int(removed[v])}
            for v in np.flatnonzero(added + removed).tolist()
            if v
        },
    )


def voxels_of_none(mask: Mask, sources: Sequence[Mask]) -> int:
    """How many voxels of a mask have a label that none of the sources has there. One grid, uint8."""
    foreign = np.ones(mask.shape, bool)
    for source in sources:
        foreign &= mask != source
    return int(np.count_nonzero(foreign))
