"""How far two masks overlap. Pure numpy."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
_PIECE = 1 << 20


def count_values(values: Mask) -> NDArray[np.int64]:
    """How often each of 0 to 255 occurs; in pieces, since numpy counts in eight bytes a voxel."""
    flat = values.reshape(-1)
    total = np.zeros(256, np.int64)
    for start in range(0, flat.size, _PIECE):
        total += np.bincount(flat[start : start + _PIECE], minlength=256)
    return total


def mean_dice(one: Mask, other: Mask, ignored: int | None = None) -> float:
    """Mean over the foreground labels that occur in either; 1 when both are empty."""
    scores = dice_by_label(one, other, ignored)
    return float(np.mean(list(scores.values()))) if scores else 1.0


def without(one: Mask, other: Mask, ignored: int | None) -> tuple[Mask, Mask]:
    """Both masks, empty where one of them says that nobody judged."""
    if ignored is None:
        return one, other
    judged = (one != ignored) & (other != ignored)
    return one * judged, other * judged


def dice_by_label(one: Mask, other: Mask, ignored: int | None = None) -> dict[int, float]:
    """Dice of each foreground label that occurs in either mask, where neither has `ignored`."""
    one, other = without(one, other, ignored)
    in_one, in_other = count_values(one), count_values(other)
    in_both = count_values(one[one == other])
    values = np.flatnonzero(in_one + in_other).tolist()
    return {
        value: float(2 * in_both[value] / (in_one[value] + in_other[value]))
        for value in values
        if value
    }
