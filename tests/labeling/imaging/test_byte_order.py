"""Whatever the order of a file's bytes, clients get little-endian values."""

import base64
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian

from labeling.imaging.byte_order import swapped
from labeling.imaging.decoding import decode_frame
from labeling.imaging.pixels import bulk_pieces, index_file
from tests.images import make_instance

WORDS = np.arange(600, dtype=np.uint16)
FLOATS = np.linspace(0, 1, 20, dtype=np.float32)


def written(ds: Dataset, folder: Path, **values: object) -> Path:
    """The data set in big endian; its values are given as the file holds them."""
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    path = folder / "big.dcm"
    dcmwrite(path, ds, implicit_vr=False, little_endian=False, force_encoding=True)
    return path


def bulk(path: Path, tags: str) -> bytes:
    return b"".join(bulk_pieces(path, tags))


def test_bulk_data_and_inline_values_are_little_endian(tmp_path: Path) -> None:
    ds = make_instance()
    ds.add_new(0x00282000, "OB", b"an ICC profile, in bytes" * 50)
    ds.add_new(0x00660016, "OF", FLOATS.astype(">f4").tobytes())
    inner = Dataset()
    inner.add_new(0x00283006, "OW", WORDS.astype(">u2").tobytes())
    ds.ModalityLUTSequence = [inner]
    path = written(ds, tmp_path)
    index = index_file(path)
    assert bulk(path, "00283000/1/00283006") == WORDS.tobytes()
    assert bulk(path, "00282000") == b"an ICC profile, in bytes" * 50
    inline = index.metadata["00660016"]["InlineBinary"]
    assert base64.b64decode(inline) == FLOATS.tobytes()


@pytest.mark.parametrize(("kind", "vr"), [("u1", "OB"), ("u1", "OW"), ("u2", "OW"), ("u4", "OW")])
def test_pixels_are_little_endian_whatever_their_words(kind: str, vr: str, tmp_path: Path) -> None:
    values = np.arange(15, dtype=kind).reshape(3, 5)
    bits = values.itemsize * 8
    data = values.astype(f">{kind}").tobytes()
    data += bytes(len(data) % 2)
    ds = make_instance()
    ds.Rows, ds.Columns = values.shape
    ds.BitsAllocated = ds.BitsStored = bits
    ds.HighBit, ds.PixelRepresentation = bits - 1, 0
    ds.PixelData = swapped(data, 2) if (kind, vr) == ("u1", "OW") else data
    ds["PixelData"].VR = vr
    path = written(ds, tmp_path)
    assert decode_frame(path, 1) == values.tobytes()
    assert bulk(path, "7FE00010")[: values.nbytes] == values.tobytes()


def test_what_is_no_whole_word_stays_as_it_is() -> None:
    assert swapped(b"abcde", 2) == b"badce"
    assert swapped(b"abcde", 4) == b"dcbae"
    assert swapped(b"abcde", 1) == b"abcde"
