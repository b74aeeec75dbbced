"""Siemens mosaics: the slices of a volume drawn side by side in one image.

Such an image has rows, columns and a position like any other, and none of them is a slice's.
"""

import struct

from pydicom.dataset import Dataset

from labeling.imaging.part10 import UNREADABLE, value_of

COUNT = "NumberOfImagesInMosaic"
CSA = struct.Struct("<64si4siii")  # name, multiplicity, VR, type, items, mark
ITEM = struct.Struct("<4i")  # the second number is the item's length


def is_mosaic(ds: Dataset) -> bool:
    """By its ImageType, the Siemens MR header, or the CSA header."""
    kinds = value_of(ds, "ImageType")
    if not isinstance(kinds, str) and "MOSAIC" in [str(kind).upper() for kind in kinds or ()]:
        return True
    if value_of(ds, "Modality") != "MR":
        return False
    return _of_block(ds, 0x0019, "SIEMENS MR HEADER", 0x0A) > 1 or _of_csa_header(ds) > 1


def _private(ds: Dataset, group: int, creator: str, element: int) -> object:
    try:
        return ds.private_block(group, creator)[element].value
    except UNREADABLE:
        return None


def _of_block(ds: Dataset, group: int, creator: str, element: int) -> int:
    value = _private(ds, group, creator, element)
    try:
        if isinstance(value, bytes):
            return int.from_bytes(value[:2], "little")
        return int(value)  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError):
        return 0


def _of_csa_header(ds: Dataset) -> int:
    """NumberOfImagesInMosaic of the header that is described at nipy.org/nibabel/dicom/siemens_csa."""
    header = _private(ds, 0x0029, "SIEMENS CSA HEADER", 0x10)
    if not isinstance(header, bytes) or COUNT.encode() not in header:
        return 0
    try:
        return _csa_count(header)
    except (struct.error, ValueError):
        return 0


def _csa_count(header: bytes) -> int:
    at = 8 if header.startswith(b"SV10") else 0
    tags = struct.unpack_from("<I", header, at)[0]
    at += 8
    for _ in range(min(tags, 128)):
        name, _, _, _, items, _ = CSA.unpack_from(header, at)
        at += CSA.size
        for n in range(min(items, 1024)):
            length = ITEM.unpack_from(header, at)[1]
            at += ITEM.size
            if name.split(b"\0")[0] == COUNT.encode() and n == 0:
                return int(header[at : at + length].strip(b" \0") or 0)
            at += max(0, length + 3) // 4 * 4
    return 0
