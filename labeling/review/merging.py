"""What two readers agree on. Plain numpy: the web process loads it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]


def agreed(masks: Sequence[Mask]) -> Mask:
    """The labels that all masks, uint8 `(z, y, x)` on one grid, have; background where they differ.

    No voting and no STAPLE (Warfield 2004): two readers leave nothing to weigh.
    """
    first = masks[0]
    same = np.ones(first.shape, bool)
    for mask in masks[1:]:
        same &= mask == first
    return np.where(same, first, np.uint8(0))
