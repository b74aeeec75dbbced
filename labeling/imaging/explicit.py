"""An instance rewritten in Explicit VR Little Endian: what PS3.18 8.7.3.5 sends by default.

The pixels are not here: they lie in the file as they should be, or are made frame by frame. This
makes what comes before and after them. Call through `labeling.imaging.sandbox`.
"""

import struct
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.sequence import Sequence

from labeling.imaging.byte_order import WORDS, swapped
from labeling.imaging.decoding import FrameReader
from labeling.imaging.dicom_json import AMBIGUOUS
from labeling.imaging.frames import PixelFormat, pixel_format
from labeling.imaging.part10 import UNREADABLE, Part10, PixelElement, read_part10
from labeling.imaging.pixels import PIXEL_TAGS, lenient
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import (
    JPEG_PROGRESSIVE,
    JPEG_SPECTRAL,
    JPEG_XL_RECOMPRESSED,
    is_little_endian,
)

MAX_PIXELS = (1 << 32) - 2  # an element's length has 32 bits
OF_COMPRESSION = (0x7FE00001, 0x7FE00002, 0x7FE00003)  # offset tables, total length
LOSSY = frozenset(
    {
        uid.JPEGBaseline8Bit,
        uid.JPEGExtended12Bit,
        uid.JPEGLSNearLossless,
        JPEG_SPECTRAL,
        JPEG_PROGRESSIVE,
        JPEG_XL_RECOMPRESSED,
    }
)
"""Encodings that always lose; JPEG 2000, HTJ2K and JPEG XL may or may not: there the data set says."""


def explicit_ends(path: Path) -> Generator[bytes, None, dict[str, Any]]:
    """What comes before the pixels and what comes after them; then what belongs in between.

    Returns:
        `length` of the pixels (0: there are none); the `offset` in the file at which they lie
        ready to be sent, None when frames must be made native and joined; and whether they are
        joined bit by bit (`packed`, see `packed_frames`).

    Raises:
        DicomProblem: `cannot_rewrite`, `too_large`, and as `read_part10`.
    """
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        pixels, length, ready, packed = file.pixels, 0, True, False
        if pixels is not None:
            form = pixel_format(file.ds, pixels.keyword)
            ready = _lie_ready(file, pixels)
            length = pixels.length if ready else _native_length(form)
            packed = not ready and form.frame_bits % 8 > 0 and form.frames > 1
            if not ready:
                _say_native(file, form)
        try:
            _order_bytes(file.ds, swap=not is_little_endian(file.transfer_syntax))
            head, tail = _ends(file, length)
        except (*UNREADABLE, RuntimeError) as error:
            raise DicomProblem(
                "cannot_rewrite",
                f"its attributes cannot be written in another encoding ({type(error).__name__})",
            ) from error
    yield head
    yield tail
    offset = pixels.offset if pixels and ready else None
    return {"length": length, "offset": offset, "packed": packed}


def packed_frames(path: Path) -> Iterator[bytes]:
    """All 1-bit frames one after the other, packed across their borders (PS3.5 8.1.1).

    Raises:
        DicomProblem: as `decoding.FrameReader`.
    """
    left = np.empty(0, np.uint8)
    with path.open("rb") as stream, lenient():
        reader = FrameReader(read_part10(stream))
        for number in range(1, reader.form.frames + 1):
            bits = np.concatenate((left, reader.array(number).ravel() != 0))
            whole = len(bits) // 8 * 8
            yield np.packbits(bits[:whole], bitorder="little").tobytes()
            left = bits[whole:].astype(np.uint8)
    yield np.packbits(left, bitorder="little").tobytes()


def _lie_ready(file: Part10, pixels: PixelElement) -> bool:
    native = pixels.fragments is None and is_little_endian(file.transfer_syntax)
    return native and not file.deflated


def _native_length(form: PixelFormat) -> int:
    """Of all frames as `FrameReader.native` gives them: colour is whole RGB."""
    bits = form.rows * form.columns * form.samples * form.bits_allocated
    length = (bits * form.frames + 7) // 8
    if length > MAX_PIXELS:
        raise DicomProblem("too_large", f"expected at most {MAX_PIXELS} bytes of native pixels")
    return length


def _say_native(file: Part10, form: PixelFormat) -> None:
    """Attributes that tell of the coding tell of native pixels instead (PS3.5 8.2, PS3.3 C.7.6.3)."""
    ds = file.ds
    if form.samples == 3:
        ds.PhotometricInterpretation = "RGB"
        ds.PlanarConfiguration = 0
    for tag in OF_COMPRESSION:
        if tag in ds:
            del ds[tag]
    if file.transfer_syntax in LOSSY:
        ds.LossyImageCompression = "01"


def _order_bytes(ds: Dataset, *, swap: bool) -> None:
    """Settle what the dictionary leaves open, and turn the words of big-endian values round."""
    for tag in list(ds.keys()):
        element = ds[tag]
        if element.VR == "SQ" and isinstance(element.value, Sequence):
            for item in element.value:
                _order_bytes(item, swap=swap)
        elif element.VR in WORDS and swap and isinstance(element.value, bytes):
            element.value = swapped(element.value, WORDS[element.VR])
        elif element.VR in AMBIGUOUS and "PixelRepresentation" not in ds:
            element.VR = "OW" if isinstance(element.value, bytes) else AMBIGUOUS[element.VR]


def _ends(file: Part10, length: int) -> tuple[bytes, bytes]:
    out = DicomBytesIO()
    out.is_little_endian, out.is_implicit_VR = True, False
    out.write(bytes(128) + b"DICM" + _meta(file.ds))
    if file.pixels is None:
        write_dataset(out, file.ds)
        return out.getvalue(), b""
    tag = int(PIXEL_TAGS[file.pixels.keyword], 16)
    write_dataset(out, file.ds[:tag])
    vr = file.pixels.vr
    if file.pixels.fragments is not None:
        vr = "OW" if file.ds.BitsAllocated > 8 else "OB"
    out.write(struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, vr.encode(), 0, length + length % 2))
    head = out.getvalue()
    rest = DicomBytesIO()
    rest.is_little_endian, rest.is_implicit_VR = True, False
    rest.write(bytes(length % 2))
    write_dataset(rest, file.ds[tag + 1 :])
    return head, rest.getvalue()


def _meta(ds: Dataset) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    meta.ImplementationClassUID = uid.PYDICOM_IMPLEMENTATION_UID
    out = DicomBytesIO()
    out.is_little_endian, out.is_implicit_VR = True, False
    write_file_meta_info(out, meta, enforce_standard=True)
    return out.getvalue()
