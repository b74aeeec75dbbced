"""Stored values come out exactly, whatever carries them."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels.processing import convert_color_space
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGLosslessSV1

from labeling.imaging.decoding import decode_frame
from labeling.imaging.problems import DicomProblem
from tests.images import encapsulated, make_instance, to_bytes

RNG = np.random.default_rng(8)
GREY = RNG.integers(0, 4096, (10, 8)).astype(np.uint16)
COLOUR = RNG.integers(0, 256, (10, 8, 3)).astype(np.uint8)


def image(values: np.ndarray, **changes: object) -> Dataset:
    """A slice with these values, `(y, x)` or `(y, x, 3)`."""
    ds = make_instance()
    ds.Rows, ds.Columns = values.shape[:2]
    ds.BitsAllocated = ds.BitsStored = values.itemsize * 8
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(values.dtype.kind == "i")
    if values.ndim == 3:
        ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    ds.PixelData = values.tobytes()
    for keyword, value in changes.items():
        setattr(ds, keyword, value)
    return ds


def decoded(ds: Dataset, folder: Path, number: int = 1) -> bytes:
    path = folder / "it.dcm"
    path.write_bytes(to_bytes(ds))
    return decode_frame(path, number)


def coded(values: np.ndarray) -> bytes:
    data: bytes = imagecodecs.jpeg2k_encode(values, codecformat="j2k", level=0)
    return data + bytes(len(data) % 2)


@pytest.mark.parametrize("table", ["none", "basic", "extended"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_right_frame_is_decoded_by_any_offset_table(
    table: str, number: int, tmp_path: Path
) -> None:
    frames = [GREY + n for n in range(3)]
    pieces = [[data[:40], data[40:]] for data in map(coded, frames)]  # two fragments each
    ds = encapsulated(image(GREY), pieces, JPEG2000Lossless, table=table)  # type: ignore[arg-type]
    assert decoded(ds, tmp_path, number) == frames[number - 1].tobytes()


def test_planes_of_colour_are_interleaved(tmp_path: Path) -> None:
    planes = np.ascontiguousarray(COLOUR.transpose(2, 0, 1))
    ds = image(COLOUR, PlanarConfiguration=1, PixelData=planes.tobytes())
    assert decoded(ds, tmp_path) == COLOUR.tobytes()


def test_ybr_becomes_rgb(tmp_path: Path) -> None:
    ds = image(COLOUR, PhotometricInterpretation="YBR_FULL")
    assert decoded(ds, tmp_path) == convert_color_space(COLOUR, "YBR_FULL", "RGB").tobytes()


def test_lossless_colour_is_left_as_it_was_coded(tmp_path: Path) -> None:
    data = imagecodecs.jpeg8_encode(COLOUR, lossless=True, colorspace="RGB")
    frame = [data + bytes(len(data) % 2)]
    assert decoded(encapsulated(image(COLOUR), [frame], JPEGLosslessSV1), tmp_path) == (
        COLOUR.tobytes()
    )


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "PALETTE COLOR"])
def test_grey_is_not_inverted_and_indices_are_not_looked_up(
    photometric: str, tmp_path: Path
) -> None:
    ds = image(GREY, PhotometricInterpretation=photometric)
    assert decoded(ds, tmp_path) == GREY.tobytes()


def test_bits_beyond_the_stored_ones_do_not_count(tmp_path: Path) -> None:
    values = RNG.integers(-2048, 2048, (10, 8)).astype(np.int16)
    overlay = RNG.integers(0, 16, (10, 8)).astype(np.uint16) << 12
    raw = (values.view(np.uint16) & 0xFFF) | overlay
    ds = image(values, BitsStored=12, HighBit=11, PixelData=raw.tobytes())
    assert decoded(ds, tmp_path) == values.tobytes()


def test_bits_that_lie_elsewhere_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DicomProblem, match="HighBit") as caught:
        decoded(image(GREY << 4, BitsStored=12, HighBit=15), tmp_path)
    assert caught.value.code == "bad_pixels"


@pytest.mark.parametrize(("keyword", "kind"), [("Float", "f4"), ("DoubleFloat", "f8")])
def test_floats_come_out_as_they_are(keyword: str, kind: str, tmp_path: Path) -> None:
    values = RNG.normal(size=(10, 8)).astype(kind)
    ds = image(GREY)
    del ds.PixelData, ds.PixelRepresentation, ds.BitsStored, ds.HighBit
    ds.BitsAllocated = values.itemsize * 8
    setattr(ds, f"{keyword}PixelData", values.tobytes())
    assert decoded(ds, tmp_path) == values.tobytes()


def test_what_is_larger_than_the_data_set_says_is_never_decoded(tmp_path: Path) -> None:
    bomb = coded(np.zeros((4000, 4000), np.uint8))
    with pytest.raises(DicomProblem) as caught:
        decoded(encapsulated(image(GREY), [[bomb]], JPEG2000Lossless), tmp_path)
    assert caught.value.code == "wrong_size"


def test_a_label_that_lies_costs_nothing(tmp_path: Path) -> None:
    ds = encapsulated(image(GREY), [[coded(GREY)]], JPEGBaseline8Bit)
    assert decoded(ds, tmp_path) == GREY.tobytes()
