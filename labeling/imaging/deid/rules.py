"""What becomes of an element: the table, the options of the profile, and what neither names.

What the table does not list stays only when it cannot be free text, a person, an address, a date or
bytes of unknown meaning: what is not understood is removed.
"""

from collections.abc import Collection
from enum import StrEnum

from pydicom.datadict import (
    dictionary_has_tag,
    dictionary_is_retired,
    keyword_for_tag,
    tag_for_keyword,
)

from labeling.imaging.deid.profile import Option
from labeling.imaging.deid.retained import CLEANED, NEVER_DATES, RETAINED, TIMESTAMPS, UIDS
from labeling.imaging.deid.table import TABLE, Code, is_graphics

DATES = frozenset({"DA", "DT", "TM"})
FREE_TEXT = frozenset({"LT", "ST", "UT", "UC"})
NAMING = frozenset({"PN", "AE", "UR"})
SHORT_TEXT = frozenset({"LO", "SH"})
_TYPED = ("Description", "Comment", "Comments", "Notes")
BYTES = frozenset({"OB", "OW", "OF", "OD", "OL", "OV", "OB or OW"})
NOT_INSTANCES = (
    "SOPClassUID RelatedGeneralSOPClassUID OriginalSpecializedSOPClassUID SOPClassesInStudy "
    "CodingSchemeUID ContextGroupExtensionCreatorUID ContextUID MappingResourceUID "
    "StoredInstanceTransferSyntaxUID ReferencedSOPClassUID SOPClassesSupported "
    "AvailableTransferSyntaxUID FlowTransferSyntaxUID MACCalculationTransferSyntaxUID "
    "EncryptedContentTransferSyntaxUID PertinentSOPClassesInStudy PertinentSOPClassesInSeries"
)
CLASS_UIDS = frozenset(tag_for_keyword(keyword) for keyword in NOT_INSTANCES.split())
PLAIN = frozenset(
    tag_for_keyword(keyword)
    for keyword in [
        "LongCodeValue",
        "PatientSpeciesDescription",
        "ICCProfile",
        "ExtendedOffsetTable",
        "ExtendedOffsetTableLengths",
        "RedPaletteColorLookupTableData",
        "GreenPaletteColorLookupTableData",
        "BluePaletteColorLookupTableData",
        "AlphaPaletteColorLookupTableData",
        "SegmentedRedPaletteColorLookupTableData",
        "SegmentedGreenPaletteColorLookupTableData",
        "SegmentedBluePaletteColorLookupTableData",
        "SegmentedAlphaPaletteColorLookupTableData",
        "BlendingLookupTableData",
        "VectorGridData",
        "PointCoordinatesData",
        "DoublePointCoordinatesData",
        "LongPrimitivePointIndexList",
        "LongTrianglePointIndexList",
        "LongEdgePointIndexList",
        "LongVertexPointIndexList",
        "TrackPointIndexList",
        "VectorCoordinateData",
        "FloatingPointValues",
        "LUTData",
        "SpectroscopyData",
        "WaveformData",
        "WaveformPaddingValue",
        "ChannelMinimumValue",
        "ChannelMaximumValue",
    ]
)
"""Unlisted bytes and long text that images need and that describe no person."""


class Act(StrEnum):
    KEEP = "keep"
    REMOVE = "removed"
    EMPTY = "emptied"
    DUMMY = "replaced"
    REMAP = "remapped"
    SHIFT = "shifted"
    CLEAN = "cleaned"
    ITEMS = "items"


def decide(tag: int, vr: str, options: Collection[Option]) -> Act:
    """What to do with a standard element of this tag and VR."""
    group, element = tag >> 16, tag & 0xFFFF
    if element == 0 or group < 0x0008 or group >= 0xFFFC:
        return Act.REMOVE
    if is_graphics(tag):
        return Act.KEEP if Option.CLEAN_GRAPHICS in options else Act.REMOVE
    code = TABLE.get(tag)
    return _retained(tag, vr, code, options) or (
        _by_table(code, vr) if code else _unlisted(tag, vr, options)
    )


def _retained(tag: int, vr: str, code: Code | None, options: Collection[Option]) -> Act | None:
    """What an option says; None when none speaks of it, or asks to clean bytes."""
    if tag in NEVER_DATES:
        return None
    for option in options:
        if tag in RETAINED.get(option, ()):
            if vr == "SQ":
                return Act.ITEMS
            if tag not in CLEANED:
                return Act.KEEP
            return None if vr in BYTES else Act.CLEAN
    if vr in DATES or tag in TIMESTAMPS:
        return _retained_date(vr, options)
    if Option.RETAIN_UIDS in options and (code is Code.U or vr == "UI" or tag in UIDS):
        return Act.ITEMS if vr == "SQ" else Act.KEEP
    return None


def _retained_date(vr: str, options: Collection[Option]) -> Act | None:
    """A time of day or an offset says no date; bytes that hold one cannot be shifted."""
    if Option.RETAIN_FULL_DATES in options:
        return Act.KEEP
    if Option.RETAIN_MODIFIED_DATES not in options or vr in BYTES:
        return None
    return Act.SHIFT if vr in {"DA", "DT"} else Act.KEEP


def _by_table(code: Code, vr: str) -> Act:
    match code:
        case Code.X:
            return Act.REMOVE
        case Code.Z:
            return Act.EMPTY
        case Code.D:
            return Act.DUMMY
        case Code.U:
            return Act.REMAP if vr == "UI" else Act.ITEMS if vr == "SQ" else Act.REMOVE
        case Code.SEQUENCE:
            return Act.ITEMS if vr == "SQ" else Act.REMOVE


def _unlisted(tag: int, vr: str, options: Collection[Option]) -> Act:
    if not dictionary_has_tag(tag):
        return Act.REMOVE
    if vr == "SQ":
        return Act.ITEMS
    if vr == "UI":
        return Act.KEEP if tag in CLASS_UIDS else Act.REMAP
    if tag in PLAIN:
        return Act.KEEP
    if _is_prose(tag, vr):
        return Act.CLEAN if Option.CLEAN_DESCRIPTORS in options else Act.EMPTY
    if vr in BYTES | {"UN"} or (vr in SHORT_TEXT and dictionary_is_retired(tag)):
        return Act.REMOVE
    return Act.EMPTY if vr in DATES | NAMING else Act.KEEP


def _is_prose(tag: int, vr: str) -> bool:
    """Long text, and short text that somebody types: Content Description and the like."""
    return vr in FREE_TEXT or (vr == "LO" and keyword_for_tag(tag).endswith(_TYPED))
