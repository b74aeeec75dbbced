"""What an enhanced object says of one frame: its own functional group, or the shared one.

PS3.3 C.7.6.16: each macro (PlanePositionSequence, ...) stands either in the frame's item of
PerFrameFunctionalGroupsSequence or, the same for all, in SharedFunctionalGroupsSequence.
"""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from labeling.imaging.part10 import value_of

PER_FRAME = "PerFrameFunctionalGroupsSequence"
SHARED = "SharedFunctionalGroupsSequence"


def macro(ds: Dataset, frame: int, keyword: str) -> Dataset | None:
    """The item of a macro for a frame, counted from 1; None where it is missing or damaged."""
    own = items(ds, PER_FRAME)[frame - 1 : frame]
    for holder in (*own, *items(ds, SHARED)[:1]):
        if found := items(holder, keyword):
            return found[0]
    return None


def items(ds: Dataset, keyword: str) -> Sequence | list[Dataset]:
    """The items of a sequence; none when it is missing or damaged."""
    value = value_of(ds, keyword)
    return value if isinstance(value, Sequence) else []
