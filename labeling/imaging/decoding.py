"""Pixels of one frame, decoded; volumes in modality units.

Decoders see hostile bytes and can crash or loop: servers come here through the sandbox.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut

from labeling.imaging.byte_order import WORDS, swapped
from labeling.imaging.decoders import decode_frame_bytes, unpack_bits
from labeling.imaging.frames import Places, frame_places, pixel_format
from labeling.imaging.functional_groups import macro
from labeling.imaging.part10 import UNREADABLE, Part10, read_part10, value_of
from labeling.imaging.pixels import lenient
from labeling.imaging.problems import DicomProblem, VolumeProblem
from labeling.imaging.syntaxes import is_little_endian, name_of

LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True)
class Frame:
    """One decoded frame: `(y, x)` or `(y, x, samples)`, stored values, colour as RGB.

    `number` counts from 1 in `ds`, the data set of the whole instance.
    """

    pixels: NDArray[Any]
    ds: Dataset
    number: int = 1


@dataclass(frozen=True)
class FramePlace:
    """A frame, numbered from 1, of a file."""

    path: Path
    number: int


class FrameReader:
    """The frames of one open file, numbered from 1.

    Raises:
        DicomProblem: `no_pixels`, `bad_pixels`, `too_large`.
    """

    def __init__(self, file: Part10) -> None:
        if file.pixels is None:
            raise DicomProblem("no_pixels", "expected an image, got an object without pixels")
        self.form = pixel_format(file.ds, file.pixels.keyword)
        self._file, self._pixels = file, file.pixels
        self._places: tuple[Places, ...] | None = None

    def array(self, number: int) -> NDArray[Any]:
        """Stored values, `(y, x)` or RGB `(y, x, samples)`.

        Raises:
            DicomProblem: `no_frame`, `no_decoder`, and as `decode_frame_bytes`.
        """
        form, pixels = self.form, self._pixels
        if not 1 <= number <= form.frames:
            raise DicomProblem("no_frame", f"expected a frame of 1 to {form.frames}, got {number}")
        if pixels.fragments is not None:
            source = self._coded(number - 1)
        elif form.bits_allocated == 1:
            return self._one_bit(number - 1)
        else:
            size = form.frame_bits // 8
            source = self._bytes((number - 1) * size, size)
        syntax = self._file.transfer_syntax
        return decode_frame_bytes(source, syntax, form, pixels, self._file.ds)

    def native(self, number: int) -> bytes:
        """The frame as its native bytes in Explicit VR Little Endian.

        Colour is RGB, interleaved, whatever the stored photometric interpretation was. 1-bit
        frames are packed, each starting on a byte.
        """
        pixels, bits = self.array(number), self.form.bits_allocated
        if bits == 1:
            return np.packbits(pixels.astype(bool).ravel(), bitorder="little").tobytes()
        if pixels.dtype.itemsize * 8 > bits:
            raise DicomProblem(
                "wrong_size", f"expected samples of {bits} bits, the coded frame has larger ones"
            )
        return pixels.astype(f"<{pixels.dtype.kind}{bits // 8}", copy=False).tobytes()

    def _coded(self, index: int) -> bytes:
        if self._places is None:
            self._places = frame_places(self._file, self.form)
        if not self._places:
            raise DicomProblem(
                "no_decoder",
                f"frames of {name_of(self._file.transfer_syntax)} cannot be told apart here",
            )
        return b"".join(_read_at(self._file.body, *piece) for piece in self._places[index])

    def _one_bit(self, index: int) -> NDArray[np.uint8]:
        """Native 1-bit frames are packed across frame borders."""
        bits = self.form.frame_bits
        first, rest = divmod(index * bits, 8)
        return unpack_bits(self._bytes(first, (rest + bits + 7) // 8), self.form, rest)

    def _bytes(self, start: int, size: int) -> bytes:
        """Native pixels from a byte on; in big-endian words, samples of up to 8 bits are swapped."""
        body, offset = self._file.body, self._pixels.offset
        words = self._pixels.vr == "OW" and self.form.bits_allocated <= 8
        if is_little_endian(self._file.transfer_syntax) or not words:
            return _read_at(body, offset + start, size)
        odd = start % 2
        data = _read_at(body, offset + start - odd, (odd + size + 1) // 2 * 2)
        return swapped(data, WORDS["OW"])[odd : odd + size]


def decode_frame(path: Path, number: int) -> bytes:
    """One frame, numbered from 1, as `FrameReader.native`.

    Raises:
        DicomProblem: as `FrameReader`, and as `read_part10`.
    """
    with path.open("rb") as stream, lenient():
        return FrameReader(read_part10(stream)).native(number)


def native_frames(path: Path, first: int, seconds: float) -> Iterator[bytes]:
    """Frames from number `first`, until all are given or so much CPU time is used.

    Raises:
        DicomProblem: as `decode_frame`.
    """
    until = time.process_time() + seconds
    with path.open("rb") as stream, lenient():
        reader = FrameReader(read_part10(stream))
        for number in range(first, reader.form.frames + 1):
            yield reader.native(number)
            if time.process_time() > until:
                return


def read_frame(path: Path, number: int) -> Frame:
    """One frame, numbered from 1, as an array of stored values."""
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        return Frame(FrameReader(file).array(number), file.ds, number)


def read_volume(
    places: Sequence[FramePlace], *, most_bytes: int | None = None, seconds: float | None = None
) -> NDArray[np.float32]:
    """Float32 `(z, y, x)` in modality units (rescale applied) of frames already in z order.

    Colour becomes its luminance. MONOCHROME1 is not inverted. With limits it ends early, after at
    least one frame: at so many bytes of result, or once so many seconds of CPU are used.

    Raises:
        DicomProblem: a frame cannot be decoded.
        VolumeProblem: `mixed_size`.
    """
    until = None if seconds is None else time.process_time() + seconds
    volume: NDArray[np.float32] | None = None
    done = 0
    for plane in map(modality_values, _frames(places)):
        if volume is None:
            most = len(places) if most_bytes is None else max(1, most_bytes // plane.nbytes)
            volume = np.empty((min(len(places), most), *plane.shape), np.float32)
        if plane.shape != volume.shape[1:]:
            raise VolumeProblem(
                "mixed_size", f"expected slices of {volume.shape[1:]}, got one of {plane.shape}"
            )
        volume[done] = plane
        done += 1
        if done == len(volume) or (until is not None and time.process_time() >= until):
            break
    if volume is None:
        raise VolumeProblem("no_pixels", "expected at least one slice, got none")
    return volume[:done]


def _frames(places: Iterable[FramePlace]) -> Iterator[Frame]:
    """The frames decoded; a file is parsed once for all of its frames that follow each other."""
    for path, wanted in groupby(places, key=lambda place: place.path):
        with path.open("rb") as stream, lenient():
            file = read_part10(stream)
            reader = FrameReader(file)
            for place in wanted:
                yield Frame(reader.array(place.number), file.ds, place.number)


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
        slope, intercept = _rescale(ds, frame.number)
    return np.asarray(pixels * slope + intercept, np.float32)


def _rescale(ds: Dataset, number: int) -> tuple[float, float]:
    """From the frame's functional group, or from the data set of a classic object."""
    try:
        values = macro(ds, number, "PixelValueTransformationSequence") or ds
        slope = float(values.get("RescaleSlope") or 1)
        intercept = float(values.get("RescaleIntercept") or 0)
    except UNREADABLE:
        return 1.0, 0.0
    return (slope, intercept) if np.isfinite([slope, intercept]).all() else (1.0, 0.0)


def _read_at(body: BinaryIO, offset: int, length: int) -> bytes:
    body.seek(offset)
    return body.read(length)
