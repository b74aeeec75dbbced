"""A strict reader of DICOM files: what pydicom tolerates in silence is named here.

pydicom's element generator does the parsing; this module adds the checks at the door (preamble,
transfer syntax, bounded inflate, truncation) and stops at the pixels, of which it only notes the
place.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import Any, BinaryIO

from pydicom.charset import convert_encodings
from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.filereader import data_element_generator
from pydicom.tag import BaseTag
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian

from labeling.imaging.inflate import inflate_raw
from labeling.imaging.problems import DicomProblem, InflateProblem
from labeling.imaging.syntaxes import (
    STORED,
    is_encapsulated,
    is_implicit,
    is_little_endian,
    name_of,
)

MAX_FILE = 4 << 30
MAX_INFLATED = 512 << 20
PIXEL_TAGS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
UNDEFINED = 0xFFFFFFFF
ITEM, SEQUENCE_END = 0xFFFEE000, 0xFFFEE0DD
UNREADABLE = (  # what pydicom raises on damaged values
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,
    OSError,
    EOFError,
    ArithmeticError,
    struct.error,
    BytesLengthException,
)


@dataclass(frozen=True)
class PixelElement:
    """Where the pixels lie in `Part10.body`.

    `fragments` holds the place of each item's bytes (offset table first) when the pixels are
    encapsulated, and is None when they are native.
    """

    keyword: str
    vr: str
    offset: int
    length: int
    fragments: tuple[tuple[int, int], ...] | None


@dataclass(frozen=True)
class Part10:
    """A parsed file.

    Attributes:
        ds: everything but the pixels and group 2.
        body: what offsets refer to: the file, or the inflated data set of a deflated one.
        places: offset and length of each plain top-level value, by tag in hex.
    """

    ds: Dataset
    places: dict[str, tuple[int, int]]
    transfer_syntax: UID
    body: BinaryIO
    deflated: bool
    pixels: PixelElement | None


def value_of(ds: Dataset, keyword: str) -> Any:
    """The value of an element, None when it is missing, empty or damaged."""
    try:
        return ds.get(keyword)
    except UNREADABLE:
        return None


def read_part10(file: BinaryIO) -> Part10:
    """Parse one open file.

    Raises:
        DicomProblem: `not_dicom`, `directory`, `no_transfer_syntax`, `unsupported_syntax`,
            `wrong_encoding`, `truncated`, `damaged`, `too_deep`, `too_large`.
    """
    try:
        return _read(file)
    except RecursionError as error:
        raise DicomProblem("too_deep", "sequences are nested deeper than can be read") from error
    except InflateProblem as problem:
        raise DicomProblem(problem.code, f"deflated data set: {problem.message}") from problem
    except (EOFError, OSError, struct.error) as error:
        raise DicomProblem("truncated", "the file ends inside a sequence or element") from error
    except UNREADABLE as error:
        raise DicomProblem(
            "damaged", f"the data set cannot be parsed ({type(error).__name__})"
        ) from error


def _read(file: BinaryIO) -> Part10:
    size = file.seek(0, SEEK_END)
    if size > MAX_FILE:
        raise DicomProblem("too_large", f"expected at most {MAX_FILE} bytes, got {size}")
    file.seek(0)
    start = file.read(132)
    if start[128:] != b"DICM":
        raise DicomProblem(
            "not_dicom", f"expected a DICOM file (DICM at byte 128), got {size} bytes without it"
        )
    syntax = _transfer_syntax(file, size)
    deflated = syntax == DeflatedExplicitVRLittleEndian
    body = BytesIO(inflate_raw(file.read(), MAX_INFLATED)) if deflated else file
    _check_encoding(body, syntax)
    bounded = _Bounded(body)
    elements = dict(_elements(bounded, syntax))
    if bounded.cut:
        raise DicomProblem("truncated", "the file ends inside the tag of an element")
    pixels = _pixel_element(bounded, syntax)
    if pixels and bounded.tell() < bounded.size:
        elements |= dict(_elements(bounded, syntax))
    places = {
        f"{tag:08X}": (element.value_tell, element.length)
        for tag, element in elements.items()
        if isinstance(element, RawDataElement) and element.length != UNDEFINED
    }
    return Part10(_dataset(elements, syntax), places, syntax, body, deflated, pixels)


class _Bounded:
    """A file whose reads never ask for more than is there: a false length allocates nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        here = file.tell()
        self.size = file.seek(0, SEEK_END)
        self.cut = False
        self.seek = file.seek
        self.tell = file.tell
        file.seek(here)

    def read(self, count: int = -1) -> bytes:
        left = max(0, self.size - self.tell())
        self.cut = 0 < left < count == 8  # the last element's tag and length are not all there
        return self._file.read(left if count < 0 else min(count, left))


def _transfer_syntax(file: BinaryIO, size: int) -> UID:
    meta = Dataset(
        {
            element.tag: element
            for element in data_element_generator(
                _Bounded(file),  # type: ignore[arg-type]
                is_implicit_VR=False,
                is_little_endian=True,
                stop_when=lambda tag, vr, length: tag >> 16 != 2,
            )
        }
    )
    syntax = UID(str(meta.get("TransferSyntaxUID") or ""))
    if not syntax:
        raise DicomProblem(
            "no_transfer_syntax", f"expected a Transfer Syntax UID in the file meta of {size} bytes"
        )
    if syntax not in STORED:
        came = syntax if syntax.is_valid else "no UID"
        raise DicomProblem(
            "unsupported_syntax", f"expected a transfer syntax that is stored here, got {came}"
        )
    return syntax


def _check_encoding(body: BinaryIO, syntax: UID) -> None:
    """A data set written in another encoding than it declares would mislead every client."""
    here = body.tell()
    head = body.read(6)
    body.seek(here)
    explicit = len(head) == 6 and head[4:6].isalpha() and head[4:6].isupper()
    if head and explicit == is_implicit(syntax):
        came = "explicit" if explicit else "implicit"
        raise DicomProblem(
            "wrong_encoding", f"expected the encoding of {name_of(syntax)}, got {came} VR"
        )


def _elements(file: _Bounded, syntax: UID) -> Iterator[tuple[BaseTag, Any]]:
    """Elements up to the next pixels; group lengths and padding are left out."""
    for element in data_element_generator(
        file,  # type: ignore[arg-type]
        is_implicit_VR=is_implicit(syntax),
        is_little_endian=is_little_endian(syntax),
        stop_when=lambda tag, vr, length: tag in PIXEL_TAGS,
    ):
        if isinstance(element, RawDataElement) and element.length != UNDEFINED:
            came = len(element.value or b"")
            if came < element.length:
                raise DicomProblem(
                    "truncated",
                    f"element {element.tag} should have {element.length} bytes, "
                    f"the file ends after {came}",
                )
        if element.tag.group > 2 and element.tag.element and element.tag.group < 0xFFFC:
            yield element.tag, element


def _dataset(elements: dict[BaseTag, Any], syntax: UID) -> Dataset:
    ds = Dataset(elements)
    try:
        encodings = convert_encodings(ds.get("SpecificCharacterSet"))
    except UNREADABLE:
        encodings = convert_encodings(None)
    ds.set_original_encoding(is_implicit(syntax), is_little_endian(syntax), encodings)
    return ds


def _pixel_element(file: _Bounded, syntax: UID) -> PixelElement | None:
    """The element at which the generator stopped; leaves the file behind it."""
    endian = "<" if is_little_endian(syntax) else ">"
    head = file.read(8)
    if len(head) < 8:
        return None
    group, element = struct.unpack(f"{endian}HH", head[:4])
    tag = group << 16 | element
    if tag not in PIXEL_TAGS:
        return None
    vr, length = _vr_and_length(file, head, endian, is_implicit(syntax), tag)
    keyword = keyword_for_tag(tag)
    offset = file.tell()
    if length == UNDEFINED:
        if not is_encapsulated(syntax):
            raise DicomProblem(
                "wrong_encoding", f"expected native pixels for {name_of(syntax)}, got fragments"
            )
        fragments = tuple(_fragments(file))
        return PixelElement(keyword, vr, offset, file.tell() - offset, fragments)
    if is_encapsulated(syntax):
        raise DicomProblem(
            "wrong_encoding", f"expected fragments for {name_of(syntax)}, got native pixels"
        )
    if offset + length > file.size:
        raise DicomProblem(
            "truncated",
            f"expected {length} bytes of pixels, the file ends after {file.size - offset}",
        )
    file.seek(offset + length)
    return PixelElement(keyword, vr, offset, length, None)


def _vr_and_length(
    file: _Bounded, head: bytes, endian: str, implicit: bool, tag: int
) -> tuple[str, int]:
    if implicit:
        length = int(struct.unpack(f"{endian}L", head[4:])[0])
        return {0x7FE00008: "OF", 0x7FE00009: "OD"}.get(tag, "OW"), length
    vr = head[4:6].decode("latin-1")
    if vr not in {"OB", "OW", "OF", "OD", "UN", "OL", "OV"}:
        raise DicomProblem("damaged", "expected pixels of VR OB or OW, got another")
    return vr, int(struct.unpack(f"{endian}L", file.read(4))[0])


def _fragments(file: _Bounded) -> Iterator[tuple[int, int]]:
    """Place and length of each item, the offset table first, up to the sequence's end."""
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise DicomProblem("truncated", "the file ends before the last fragment of its pixels")
        group, element, length = struct.unpack("<HHL", head)
        tag = group << 16 | element
        if tag == SEQUENCE_END:
            return
        offset = file.tell()
        if tag != ITEM or length == UNDEFINED:
            raise DicomProblem("damaged", "expected fragments of pixels, got another element")
        if offset + length > file.size:
            raise DicomProblem(
                "truncated",
                f"expected a fragment of {length} bytes, the file ends after {file.size - offset}",
            )
        yield offset, length
        file.seek(offset + length)
