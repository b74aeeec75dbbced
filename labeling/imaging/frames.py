"""Where each frame's bytes lie in the stored file, so that serving one is a single read.

PS3.5 A.4: a frame may be spread over fragments, found by the Extended Offset Table, by the Basic
Offset Table, or, when both are empty, by the end markers of the coded images.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise

from pydicom.dataset import Dataset
from pydicom.uid import RLELossless

from labeling.imaging.part10 import UNREADABLE, Part10, PixelElement, value_of
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import MULTI_COMPONENT, VIDEO

Places = tuple[tuple[int, int], ...]  # (offset, length) of each piece, in order

MAX_FRAMES = 100_000
MAX_FRAME = 512 << 20
MAX_DECODED = 64 << 30
IMAGE_END = b"\xff\xd9"  # JPEG's EOI and JPEG 2000's EOC


@dataclass(frozen=True)
class PixelFormat:
    """The image pixel module, checked."""

    rows: int
    columns: int
    samples: int
    frames: int
    bits_allocated: int
    photometric: str

    @property
    def frame_bits(self) -> int:
        """Size of one native frame; 4:2:2 keeps two of three samples."""
        bits = self.rows * self.columns * self.samples * self.bits_allocated
        return bits * 2 // 3 if self.photometric == "YBR_FULL_422" else bits


def pixel_format(ds: Dataset, keyword: str) -> PixelFormat:
    """What the data set says of its pixels.

    Raises:
        DicomProblem: `bad_pixels` (missing or impossible), `too_large`.
    """
    bits = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(keyword)
    found = PixelFormat(
        _count(ds, "Rows"),
        _count(ds, "Columns"),
        _count(ds, "SamplesPerPixel", 1),
        _count(ds, "NumberOfFrames", 1),
        bits or _count(ds, "BitsAllocated"),
        str(value_of(ds, "PhotometricInterpretation") or ""),
    )
    if found.bits_allocated not in {1, 8, 16, 32, 64} or found.samples not in {1, 3, 4}:
        raise DicomProblem(
            "bad_pixels",
            "expected 1, 8, 16, 32 or 64 bits and 1, 3 or 4 samples, "
            f"got {found.bits_allocated} bits and {found.samples} samples",
        )
    size = found.rows * found.columns * found.samples * max(1, found.bits_allocated // 8)
    if found.frames > MAX_FRAMES or size > MAX_FRAME or size * found.frames > MAX_DECODED:
        raise DicomProblem(
            "too_large",
            f"expected at most {MAX_FRAMES} frames of {MAX_FRAME} bytes, {MAX_DECODED} in all, "
            f"got {found.frames} of {size}",
        )
    return found


def frame_places(file: Part10, form: PixelFormat) -> tuple[Places, ...]:
    """The pieces of each frame in the stored file.

    Empty when frames have no bytes of their own there: a deflated data set, video, 1-bit frames
    that do not end on a byte, and multi-component JPEG 2000 with several frames in one code stream.

    Raises:
        DicomProblem: `truncated`, `bad_fragments`.
    """
    pixels = file.pixels
    if pixels is None:
        return ()
    if pixels.fragments is None:
        return _native(file, pixels, form)
    together = file.transfer_syntax in MULTI_COMPONENT and len(pixels.fragments) <= form.frames
    if together or file.transfer_syntax in VIDEO:
        return ()
    return _encapsulated(file, pixels.fragments, form.frames)


def _native(file: Part10, pixels: PixelElement, form: PixelFormat) -> tuple[Places, ...]:
    expected = (form.frame_bits * form.frames + 7) // 8
    if pixels.length < expected:
        raise DicomProblem("truncated", f"expected {expected} bytes of pixels, got {pixels.length}")
    if file.deflated or (form.frame_bits % 8 and form.frames > 1):
        return ()
    size = (form.frame_bits + 7) // 8
    return tuple(((pixels.offset + n * size, size),) for n in range(form.frames))


def _encapsulated(file: Part10, items: Places, frames: int) -> tuple[Places, ...]:
    if len(items) < 2:
        raise DicomProblem("bad_fragments", f"expected pixels of {frames} frames, got none")
    table, fragments = items[0], items[1:]
    if frames == 1:
        return (fragments,)
    starts = _extended_table(file.ds) or _basic_table(file, table)
    if starts and len(starts) == frames:
        grouped = _by_starts(fragments, starts)
        if grouped:
            return grouped
    if len(fragments) == frames:
        return tuple((fragment,) for fragment in fragments)
    grouped = () if file.transfer_syntax == RLELossless else _by_markers(file, fragments)
    if len(grouped) != frames:
        raise DicomProblem(
            "bad_fragments",
            f"expected {frames} frames, got {len(fragments)} fragments that do not tell them apart",
        )
    return grouped


def _extended_table(ds: Dataset) -> tuple[int, ...]:
    try:
        value = ds.get("ExtendedOffsetTable") or b""
        return struct.unpack(f"<{len(value) // 8}Q", value)
    except UNREADABLE:
        return ()


def _basic_table(file: Part10, place: tuple[int, int]) -> tuple[int, ...]:
    offset, length = place
    if not length or length % 4 or length > 4 * MAX_FRAMES:
        return ()
    file.body.seek(offset)
    return struct.unpack(f"<{length // 4}L", file.body.read(length))


def _by_starts(fragments: Places, starts: tuple[int, ...]) -> tuple[Places, ...]:
    """Fragments by the frames' starts, counted from the first item's tag; empty if they lie."""
    first = fragments[0][0] - 8
    at = {offset - 8 - first: n for n, (offset, _) in enumerate(fragments)}
    indices = [at.get(start, -1) for start in starts]
    if indices[0] != 0 or any(b <= a for a, b in pairwise(indices)):
        return ()
    ends = [*indices[1:], len(fragments)]
    return tuple(fragments[a:b] for a, b in zip(indices, ends, strict=True))


def _by_markers(file: Part10, fragments: Places) -> tuple[Places, ...]:
    """A frame ends with the fragment whose last bytes hold the end of a coded image."""
    found: list[Places] = []
    current: list[tuple[int, int]] = []
    for offset, length in fragments:
        current.append((offset, length))
        tail = min(length, 10)
        file.body.seek(offset + length - tail)
        if IMAGE_END in file.body.read(tail):
            found.append(tuple(current))
            current = []
    return (*found, tuple(current)) if current else tuple(found)


def _count(ds: Dataset, keyword: str, default: int | None = None) -> int:
    """A whole number above zero."""
    try:
        value = ds.get(keyword)
        number = default if value is None or value == "" else int(value)
    except UNREADABLE:
        number = None
    if number is None or number < 1:
        raise DicomProblem("bad_pixels", f"expected {keyword} of at least 1 for pixels, got none")
    return number
