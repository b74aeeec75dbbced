"""What a coded frame says of itself, read from its first bytes before a decoder sees it.

A transfer syntax is a label, and labels lie: frames are decoded by what they are, when that is
known here, and never when their own size is another than the data set's. A few bytes can then no
longer ask for gigabytes.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum

from pydicom import uid
from pydicom.uid import UID

from labeling.imaging import syntaxes
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import name_of

JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  "
JXL_SIGNATURE = b"\x00\x00\x00\x0cJXL "
JXL_CODESTREAM, J2K_CODESTREAM, JPEG_START = b"\xff\x0a", b"\xff\x4f\xff\x51", b"\xff\xd8"
HEAD = 1 << 17
"""So many bytes of a frame are looked at; markers of applications may fill the first of them."""


class Codec(StrEnum):
    JPEG = "JPEG"
    JPEG_12 = "12-bit JPEG"
    JPEG_LOSSLESS = "lossless JPEG"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    JPEG_XL = "JPEG XL"
    RLE = "RLE"
    DEFLATE = "deflate"


CODECS: dict[UID, tuple[Codec, ...]] = {
    uid.JPEGBaseline8Bit: (Codec.JPEG,),
    uid.JPEGExtended12Bit: (Codec.JPEG, Codec.JPEG_12),
    syntaxes.JPEG_SPECTRAL: (Codec.JPEG, Codec.JPEG_12),
    syntaxes.JPEG_PROGRESSIVE: (Codec.JPEG, Codec.JPEG_12),
    uid.JPEGLossless: (Codec.JPEG_LOSSLESS,),
    uid.JPEGLosslessSV1: (Codec.JPEG_LOSSLESS,),
    uid.JPEGLSLossless: (Codec.JPEG_LS,),
    uid.JPEGLSNearLossless: (Codec.JPEG_LS,),
    uid.JPEG2000Lossless: (Codec.JPEG_2000,),
    uid.JPEG2000: (Codec.JPEG_2000,),
    uid.JPEG2000MCLossless: (Codec.JPEG_2000,),
    uid.JPEG2000MC: (Codec.JPEG_2000,),
    uid.HTJ2KLossless: (Codec.JPEG_2000,),
    uid.HTJ2KLosslessRPCL: (Codec.JPEG_2000,),
    uid.HTJ2K: (Codec.JPEG_2000,),
    syntaxes.JPEG_XL_LOSSLESS: (Codec.JPEG_XL,),
    syntaxes.JPEG_XL_RECOMPRESSED: (Codec.JPEG_XL,),
    syntaxes.JPEG_XL: (Codec.JPEG_XL,),
    uid.RLELossless: (Codec.RLE,),
    syntaxes.DEFLATED_FRAMES: (Codec.DEFLATE,),
}
"""What frames of a transfer syntax should hold."""


@dataclass(frozen=True)
class CodedFrame:
    """The header of a frame; sizes are 0 where it does not tell them.

    `start` is where the code stream begins: what wraps it (JP2 boxes) is walked here, because
    pydicom 3.0.2 walks for ever at a box of length 0.
    """

    codec: Codec
    rows: int = 0
    columns: int = 0
    samples: int = 0
    precision: int = 0
    start: int = 0


def look_at(head: bytes, syntax: UID) -> CodedFrame:
    """The header of a frame from its first bytes.

    RLE and deflate have no mark of their own: they are believed.

    Raises:
        DicomProblem: `wrong_codec`, these bytes begin no coded image that is known here.
    """
    found = _jpeg(head) or _jpeg_2000(head) or _jpeg_xl(head)
    expected = CODECS[syntax]
    if found is None and not {Codec.RLE, Codec.DEFLATE} & set(expected):
        raise DicomProblem(
            "wrong_codec",
            f"expected {' or '.join(expected)} in frames of {name_of(syntax)}, got something else",
        )
    return found or CodedFrame(expected[0])


def check_size(coded: CodedFrame, rows: int, columns: int, samples: int) -> None:
    """Raises: DicomProblem, `wrong_size`, the frame is not as large as the data set says."""
    said = (coded.rows or rows, coded.columns or columns, coded.samples or samples)
    if said != (rows, columns, samples):
        raise DicomProblem(
            "wrong_size",
            f"expected frames of {rows} x {columns} pixels of {samples} samples, "
            f"got a coded one of {said[0]} x {said[1]} of {said[2]}",
        )


def _jpeg(head: bytes) -> CodedFrame | None:
    """JPEG (ISO 10918-1) and JPEG-LS (ISO 14495-1): the frame header behind other segments."""
    if not head.startswith(JPEG_START):
        return None
    at = 2
    while at + 10 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xF7 or (0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}):
            precision, rows, columns, samples = struct.unpack_from(">BHHB", head, at + 4)
            return CodedFrame(_jpeg_codec(marker, precision), rows, columns, samples, precision)
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


def _jpeg_codec(marker: int, precision: int) -> Codec:
    if marker == 0xF7:
        return Codec.JPEG_LS
    if marker in {0xC3, 0xC7, 0xCB, 0xCF}:
        return Codec.JPEG_LOSSLESS
    return Codec.JPEG if precision <= 8 else Codec.JPEG_12


def _jpeg_2000(head: bytes) -> CodedFrame | None:
    """ISO 15444-1 A.5.1, bare or in JP2 boxes (I.4)."""
    start = _box(head, b"jp2c") if head.startswith(JP2_SIGNATURE) else 0
    if start is None or not head.startswith(J2K_CODESTREAM, start) or len(head) < start + 43:
        return None
    right, bottom, left, top = struct.unpack_from(">4I", head, start + 8)
    samples, depth = struct.unpack_from(">HB", head, start + 40)
    return CodedFrame(
        Codec.JPEG_2000, bottom - top, right - left, samples, (depth & 0x7F) + 1, start
    )


def _box(head: bytes, name: bytes) -> int | None:
    """Where the content of a box begins; None when no walk over sound boxes leads to it."""
    at = 0
    while at + 8 <= len(head):
        length = int.from_bytes(head[at : at + 4])
        size = 16 if length == 1 else 8
        if head[at + 4 : at + 8] == name:
            return at + size
        if length == 1:
            length = int.from_bytes(head[at + 8 : at + 16])
        if length < size:
            return None
        at += length
    return None


def _jpeg_xl(head: bytes) -> CodedFrame | None:
    if head.startswith(JXL_CODESTREAM):
        start = 0
    elif head.startswith(JXL_SIGNATURE):
        whole, parts = _box(head, b"jxlc"), _box(head, b"jxlp")
        if whole is None and parts is None:
            return CodedFrame(Codec.JPEG_XL)
        start = whole if whole is not None else (parts or 0) + 4
    else:
        return None
    rows, columns = _jpeg_xl_size(int.from_bytes(head[start + 2 : start + 14], "little"))
    return CodedFrame(Codec.JPEG_XL, rows, columns)


def _jpeg_xl_size(bits: int) -> tuple[int, int]:
    """Rows and columns by the SizeHeader of ISO 18181-1 (lowest bit first)."""

    def take(count: int) -> int:
        nonlocal bits
        value = bits & ((1 << count) - 1)
        bits >>= count
        return value

    small = take(1)

    def side() -> int:
        return (take(5) + 1) * 8 if small else take((9, 13, 18, 30)[take(2)]) + 1

    rows = side()
    over, under = ((0, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))[take(3)]
    return rows, rows * over // under if over else side()
