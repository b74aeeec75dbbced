"""Ways to break a DICOM file: some blind, some aimed at what a reader believes.

Everything is drawn from the generator that is passed in, so a finding is named by seed and number.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LONG_VRS = frozenset({b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"UC", b"UN", b"UR", b"UT"})
EXTREMES = (0, 1, 2, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
VRS = (
    *LONG_VRS,
    b"AE",
    b"AT",
    b"CS",
    b"DS",
    b"FD",
    b"FL",
    b"IS",
    b"PN",
    b"SL",
    b"SS",
    b"UI",
    b"US",
)
PIXEL_MODULE = tuple(
    struct.pack("<HH", 0x0028, element)
    for element in (2, 4, 6, 8, 0x10, 0x11, 0x100, 0x101, 0x102, 0x103, 0x1053, 0x1101, 0x1201)
)
WRONG_TEXT = (
    b"NaN",
    b"inf",
    b"-1",
    b"1e999",
    b"\x00",
    b"\\\\\\",
    b"99999999999999999999",
    b"\x1b$B",
)

Mutation = Callable[[bytearray, np.random.Generator], None]


@dataclass(frozen=True)
class Element:
    """Where a top-level element of an Explicit VR Little Endian data set lies."""

    start: int
    length_at: int
    length_size: int
    value: int
    length: int


def elements(data: bytes) -> list[Element]:
    """As far as the file can be walked; nothing for another encoding."""
    found: list[Element] = []
    at = 132
    while at + 12 <= len(data) and data[at + 4 : at + 6].isalpha():
        if data[at + 4 : at + 6] in LONG_VRS:
            size, length_at, value = 4, at + 8, at + 12
            (length,) = struct.unpack_from("<L", data, length_at)
        else:
            size, length_at, value = 2, at + 6, at + 8
            (length,) = struct.unpack_from("<H", data, length_at)
        found.append(Element(at, length_at, size, value, length))
        if length == 0xFFFFFFFF:
            break
        at = value + length
    return found


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """The file with one to four faults; one in ten is cut off as well."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        MUTATIONS[int(rng.integers(len(MUTATIONS)))](out, rng)
    if rng.random() < 0.1:
        del out[int(len(out) * rng.random()) :]
    return bytes(out)


def _somewhere(out: bytearray, rng: np.random.Generator) -> int:
    """A place behind the preamble, the header more often than the pixels."""
    share = rng.random() ** (1 if rng.random() < 0.5 else 2)
    return min(len(out), 132 + int(len(out) * share))


def _flip(out: bytearray, rng: np.random.Generator) -> None:
    at = _somewhere(out, rng)
    out[at : at + 1] = bytes([rng.integers(0, 256)])


def _undefined_length(out: bytearray, rng: np.random.Generator) -> None:
    at = _somewhere(out, rng)
    out[at : at + 4] = b"\xff\xff\xff\xff"


def _item_tag(out: bytearray, rng: np.random.Generator) -> None:
    at = _somewhere(out, rng)
    tag = (b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0", b"\xfe\xff\xdd\xe0")[int(rng.integers(3))]
    out[at : at + 4] = tag


def _drop(out: bytearray, rng: np.random.Generator) -> None:
    at = _somewhere(out, rng)
    del out[at : at + int(rng.integers(1, 64))]


def _repeat(out: bytearray, rng: np.random.Generator) -> None:
    at = _somewhere(out, rng)
    out[at:at] = out[at : at + int(rng.integers(1, 64))]


def _element(out: bytearray, rng: np.random.Generator) -> Element | None:
    found = elements(bytes(out))
    return found[int(rng.integers(len(found)))] if found else None


def _false_length(out: bytearray, rng: np.random.Generator) -> None:
    if element := _element(out, rng):
        value = EXTREMES[int(rng.integers(len(EXTREMES)))]
        form = "<L" if element.length_size == 4 else "<H"
        struct.pack_into(form, out, element.length_at, value & (2 ** (8 * element.length_size) - 1))


def _false_vr(out: bytearray, rng: np.random.Generator) -> None:
    if element := _element(out, rng):
        out[element.start + 4 : element.start + 6] = VRS[int(rng.integers(len(VRS)))]


def _false_value(out: bytearray, rng: np.random.Generator) -> None:
    if (element := _element(out, rng)) and element.length < 1 << 16:
        text = WRONG_TEXT[int(rng.integers(len(WRONG_TEXT)))]
        kept = text[: element.length].ljust(element.length)
        out[element.value : element.value + element.length] = kept


def _false_pixel_module(out: bytearray, rng: np.random.Generator) -> None:
    """Rows, columns, frames, bits, samples: what decoders size their buffers by."""
    at = bytes(out).find(PIXEL_MODULE[int(rng.integers(len(PIXEL_MODULE)))], 132)
    if at >= 0 and at + 10 <= len(out):
        value = EXTREMES[int(rng.integers(len(EXTREMES)))] & 0xFFFF
        struct.pack_into("<H", out, at + 8, value)


def _swap_elements(out: bytearray, rng: np.random.Generator) -> None:
    first, second = _element(out, rng), _element(out, rng)
    if first and second and first.start < second.start:
        moved = out[first.start : second.start]
        del out[first.start : second.start]
        end = second.value - len(moved) + min(second.length, 1 << 20)
        out[end:end] = moved


def _false_fragment(out: bytearray, rng: np.random.Generator) -> None:
    """The length of one item of encapsulated pixels, or an entry of their offset table."""
    start = bytes(out).rfind(b"\xe0\x7f\x10\x00")
    at = bytes(out).find(b"\xfe\xff\x00\xe0", max(start, 0))
    if start >= 0 and at >= 0 and at + 12 <= len(out):
        value = EXTREMES[int(rng.integers(len(EXTREMES)))]
        struct.pack_into("<L", out, at + 4 + 4 * int(rng.integers(2)), value)


def _nest(out: bytearray, rng: np.random.Generator) -> None:
    """Sequences in sequences, deeper than anybody reads."""
    if element := _element(out, rng):
        depth = int(rng.integers(1, 3000))
        one = b"\x08\x00\x15\x11SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
        out[element.start : element.start] = one * depth


MUTATIONS: tuple[Mutation, ...] = (
    _flip,
    _undefined_length,
    _item_tag,
    _drop,
    _repeat,
    _false_length,
    _false_vr,
    _false_value,
    _false_pixel_module,
    _swap_elements,
    _false_fragment,
    _nest,
)
