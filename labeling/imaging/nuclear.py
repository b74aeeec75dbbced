"""Where the slices of a reconstructed nuclear medicine image lie (PS3.3 C.8.4.8, C.8.4.11, C.8.4.15).

The NM Image IOD has no functional groups: its frames are told apart by vectors, its detector says
where the first slice lies, and the others follow along the normal at Spacing Between Slices, whose
sign is their direction.
"""

from math import isfinite

import numpy as np
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from labeling.imaging.functional_groups import items
from labeling.imaging.part10 import UNREADABLE, value_of


def stack_size(ds: Dataset) -> int:
    """How many frames are reconstructed slices, that is, increment by Slice Vector."""
    return len(_vector(ds, "SliceVector")) if _increments_by(ds, "SliceVector") else 0


def plane(ds: Dataset, frame: int) -> Dataset | None:
    """Position and orientation of a frame, counted from 1, as a plane macro would say them.

    None unless exactly one detector, a distance and a slice number say where it lies.
    """
    detectors = items(ds, "DetectorInformationSequence")
    if len(detectors) != 1 or not 1 <= frame <= stack_size(ds):
        return None
    try:
        number = _vector(ds, "SliceVector")[frame - 1]
        first = np.array([float(v) for v in detectors[0].ImagePositionPatient])
        cosines = [float(v) for v in detectors[0].ImageOrientationPatient]
        step = float(ds.SpacingBetweenSlices)
    except UNREADABLE:
        return None
    if len(first) != 3 or len(cosines) != 6 or not isfinite(step):
        return None
    normal = np.cross(cosines[:3], cosines[3:])
    found = Dataset()
    found.ImagePositionPatient = (first + (number - 1) * step * normal).tolist()
    found.ImageOrientationPatient = cosines
    return found


def time_slot(ds: Dataset, frame: int) -> str:
    """Which part of a gated study the frame shows, empty where there is but one."""
    slots = _vector(ds, "TimeSlotVector") if _increments_by(ds, "TimeSlotVector") else []
    return f"TimeSlot={slots[frame - 1]}" if 1 <= frame <= len(slots) else ""


def _increments_by(ds: Dataset, keyword: str) -> bool:
    try:
        value = ds.get("FrameIncrementPointer")
        pointers = [value] if isinstance(value, int) else list(value or [])
        return tag_for_keyword(keyword) in [int(pointer) for pointer in pointers]
    except UNREADABLE:
        return False


def _vector(ds: Dataset, keyword: str) -> list[int]:
    value = value_of(ds, keyword)
    try:
        return [int(value)] if isinstance(value, int) else [int(v) for v in value or []]
    except UNREADABLE:
        return []
