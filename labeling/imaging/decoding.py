"""Pixels of one frame, decoded; volumes in modality units.

Decoders see hostile bytes and can crash or loop: servers come here through the sandbox.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut
from pydicom.pixels.utils import as_pixel_options
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian

from labeling.imaging.frames import PixelFormat, frame_places, pixel_format
from labeling.imaging.part10 import UNREADABLE, Part10, read_part10, value_of
from labeling.imaging.pixels import lenient
from labeling.imaging.problems import DicomProblem, VolumeProblem

LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True)
class Frame:
    """One decoded frame: `(y, x)` or `(y, x, samples)`, stored values, colour as RGB."""

    pixels: NDArray[Any]
    ds: Dataset


def decode_frame(path: Path, number: int) -> bytes:
    """One frame, numbered from 1, as its native bytes in Explicit VR Little Endian.

    Colour is RGB, interleaved, whatever the stored photometric interpretation was. 1-bit frames
    are packed, each starting on a byte.

    Raises:
        DicomProblem: `no_frame`, `no_decoder`, `cannot_decode`, and as `index_file`.
    """
    frame = read_frame(path, number)
    pixels = frame.pixels
    if value_of(frame.ds, "BitsAllocated") == 1:
        return np.packbits(pixels.astype(bool).ravel(), bitorder="little").tobytes()
    return pixels.astype(pixels.dtype.newbyteorder("<"), copy=False).tobytes()


def read_frame(path: Path, number: int) -> Frame:
    """One frame, numbered from 1, as an array of stored values."""
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        return Frame(frame_pixels(file, number), file.ds)


def frame_pixels(file: Part10, number: int) -> NDArray[Any]:
    """Stored values of one frame of an open file, numbered from 1."""
    if file.pixels is None:
        raise DicomProblem("no_pixels", "expected an image, got an object without pixels")
    form = pixel_format(file.ds, file.pixels.keyword)
    if not 1 <= number <= form.frames:
        raise DicomProblem("no_frame", f"expected a frame of 1 to {form.frames}, got {number}")
    if form.bits_allocated == 1 and file.pixels.fragments is None:
        return _one_bit(file, form, number - 1)
    return _decode(file, form, _frame_bytes(file, form, number - 1))


def read_volume(paths: Sequence[Path]) -> NDArray[np.float32]:
    """Float32 `(z, y, x)` in modality units (rescale applied) of files already in z order.

    Colour becomes its luminance. MONOCHROME1 is not inverted.

    Raises:
        DicomProblem: a file cannot be decoded.
        VolumeProblem: `mixed_size`.
    """
    volume: NDArray[np.float32] | None = None
    for z, path in enumerate(paths):
        plane = modality_values(read_frame(path, 1))
        if volume is None:
            volume = np.empty((len(paths), *plane.shape), np.float32)
        if plane.shape != volume.shape[1:]:
            raise VolumeProblem(
                "mixed_size", f"expected slices of {volume.shape[1:]}, got one of {plane.shape}"
            )
        volume[z] = plane
    if volume is None:
        raise VolumeProblem("no_pixels", "expected at least one slice, got none")
    return volume


def modality_values(frame: Frame) -> NDArray[np.float32]:
    """Float32 `(y, x)`: stored values through the modality LUT or rescale."""
    pixels, ds = frame.pixels, frame.ds
    with lenient():
        if value_of(ds, "PhotometricInterpretation") == "PALETTE COLOR" and pixels.ndim == 2:
            pixels = apply_color_lut(pixels, ds)
        if pixels.ndim == 3:
            return np.asarray(pixels[..., :3] @ LUMA, np.float32)
        if value_of(ds, "ModalityLUTSequence"):
            return np.asarray(apply_modality_lut(pixels, ds), np.float32)
        slope, intercept = _rescale(ds)
    return np.asarray(pixels * slope + intercept, np.float32)


def _rescale(ds: Dataset) -> tuple[float, float]:
    """From the data set, or from the shared functional groups of an enhanced object."""
    try:
        shared = next(iter(ds.get("SharedFunctionalGroupsSequence") or []), Dataset())
        values = next(iter(shared.get("PixelValueTransformationSequence") or []), ds)
        slope = float(values.get("RescaleSlope") or 1)
        intercept = float(values.get("RescaleIntercept") or 0)
    except UNREADABLE:
        return 1.0, 0.0
    return (slope, intercept) if np.isfinite([slope, intercept]).all() else (1.0, 0.0)


def _frame_bytes(file: Part10, form: PixelFormat, index: int) -> bytes:
    pixels = file.pixels
    if pixels is None:
        return b""
    if pixels.fragments is None:
        size = form.frame_bits // 8
        file.body.seek(pixels.offset + index * size)
        return file.body.read(size)
    places = frame_places(file, form)
    if not places:
        raise DicomProblem("no_decoder", "expected still images, got video, which is not decoded")
    return b"".join(_read_at(file.body, *piece) for piece in places[index])


def _read_at(body: BinaryIO, offset: int, length: int) -> bytes:
    body.seek(offset)
    return body.read(length)


def _one_bit(file: Part10, form: PixelFormat, index: int) -> NDArray[np.uint8]:
    """Native 1-bit frames are packed across frame borders, first pixel in the lowest bit."""
    offset = file.pixels.offset if file.pixels else 0
    first, rest = divmod(index * form.frame_bits, 8)
    data = _read_at(file.body, offset + first, (rest + form.frame_bits + 7) // 8)
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    if len(bits) < rest + form.frame_bits:
        raise DicomProblem("truncated", f"expected {form.frame_bits} bits of pixels, got fewer")
    return bits[rest : rest + form.frame_bits].reshape(form.rows, form.columns)


def _decode(file: Part10, form: PixelFormat, source: bytes) -> NDArray[Any]:
    syntax = UID(file.transfer_syntax)
    encapsulated = bool(file.pixels and file.pixels.fragments is not None)
    if not encapsulated and syntax != ExplicitVRBigEndian:
        syntax = ExplicitVRLittleEndian  # the pixels of all other native syntaxes are alike
    decoder = get_decoder(syntax)
    if not decoder.is_available:
        raise DicomProblem("no_decoder", f"no decoder is installed for {syntax.name}")
    options: dict[str, Any] = {"pixel_keyword": file.pixels.keyword if file.pixels else ""}
    try:
        options = as_pixel_options(file.ds, **options)
        options["number_of_frames"] = 1
        options["pixel_vr"] = file.pixels.vr if file.pixels else "OW"
        data = encapsulate([source], has_bot=False) if encapsulated else _even(source)
        pixels, _ = decoder.as_array(data, index=0, **options)
    except (*UNREADABLE, RuntimeError) as error:
        raise DicomProblem(
            "cannot_decode",
            f"expected {form.rows} x {form.columns} pixels in {syntax.name}, "
            f"the decoder failed ({type(error).__name__})",
        ) from error
    return np.asarray(pixels)


def _even(data: bytes) -> bytes:
    return data + bytes(len(data) % 2)
