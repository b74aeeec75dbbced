"""Frames that browsers do not decode are made native once, at ingest, or the reason is kept."""

import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import (
    JPEG2000MC,
    UID,
    ExplicitVRBigEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
)

from labeling.core import blobs
from labeling.imaging.syntaxes import DEFLATED_FRAMES, JPEG_PROGRESSIVE, JPEG_XL_LOSSLESS
from labeling.ingest import services
from labeling.ingest.models import Instance
from tests.images import encapsulated
from tests.labeling.dicomweb.test_retrieve import parts_of
from tests.labeling.ingest import scans

EXPLICIT = "1.2.840.10008.1.2.1"

pytestmark = pytest.mark.django_db


def image(values: np.ndarray, **changes: object) -> Dataset:
    """One slice with these values, `(y, x)` or RGB `(y, x, 3)`."""
    colour = values.ndim == 3
    ds = scans.changed(
        scans.slices("a")[0],
        Rows=values.shape[0],
        Columns=values.shape[1],
        SamplesPerPixel=3 if colour else 1,
        PhotometricInterpretation="RGB" if colour else "MONOCHROME2",
        BitsAllocated=values.itemsize * 8,
        BitsStored=values.itemsize * 8,
        HighBit=values.itemsize * 8 - 1,
        PixelRepresentation=int(values.dtype.kind == "i"),
        PixelData=values.tobytes(),
    )
    if colour:
        ds.PlanarConfiguration = 0
    return scans.changed(ds, **changes)


def stored(ds: Dataset, folder: Path) -> Instance:
    path = folder / "it"
    little = ds.file_meta.TransferSyntaxUID != ExplicitVRBigEndian
    dcmwrite(path, ds, implicit_vr=False, little_endian=little, force_encoding=True)
    instance = services.store_instance(project=scans.project(), user=None, path=path).instance
    assert blobs.read(instance.blob) == path.read_bytes()
    return Instance.objects.get(pk=instance.pk)


def served(instance: Instance, number: int = 1) -> bytes:
    """The bytes of a frame as the columns say where they lie."""
    content = blobs.read(instance.frames_source)
    offset, length = instance.frames[number - 1]
    return content[offset : offset + length]


GREY = np.random.default_rng(3).integers(0, 4096, (16, 12)).astype(np.uint16)
COLOUR = np.random.default_rng(4).integers(0, 256, (16, 12, 3)).astype(np.uint8)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


LOSSLESS = {  # a code stream of GREY by the transfer syntax that it is labelled with
    "JPEG XL": (imagecodecs.jpegxl_encode(GREY, lossless=True), JPEG_XL_LOSSLESS),
    "JPEG 2000 part 2": (imagecodecs.jpeg2k_encode(GREY, codecformat="j2k", level=0), JPEG2000MC),
    "deflated frames": (deflated(GREY.tobytes()), DEFLATED_FRAMES),
    "lossless JPEG said to be baseline": (
        imagecodecs.ljpeg_encode(GREY, bitspersample=16),
        JPEGBaseline8Bit,
    ),
    "JPEG 2000 said to be lossless JPEG": (
        imagecodecs.jpeg2k_encode(GREY, codecformat="j2k", level=0),
        JPEGLosslessSV1,
    ),
}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_what_browsers_do_not_decode_is_stored_as_it_came_and_served_native(
    kind: str, tmp_path: Path
) -> None:
    stream, syntax = LOSSLESS[kind]
    frame = [stream + bytes(len(stream) % 2)]
    instance = stored(encapsulated(image(GREY), [frame, frame], syntax), tmp_path)
    assert instance.transfer_syntax_uid == syntax
    assert (instance.frames_syntax, instance.frames_problem_code) == (EXPLICIT, "")
    assert instance.frames_blob
    assert [served(instance, n) for n in (1, 2)] == [GREY.tobytes()] * 2


@pytest.mark.parametrize("syntax", [JPEGExtended12Bit, JPEG_PROGRESSIVE])
def test_12_bit_jpeg_is_made_native(syntax: UID, tmp_path: Path) -> None:
    smooth = (np.add.outer(np.arange(16), np.arange(12)) * 100).astype(np.uint16)
    stream = imagecodecs.jpeg8_encode(smooth, 100, bitspersample=12)
    ds = image(smooth, BitsStored=12, HighBit=11)
    instance = stored(encapsulated(ds, [[stream + bytes(len(stream) % 2)]], syntax), tmp_path)
    values = np.frombuffer(served(instance), np.uint16).reshape(smooth.shape)
    assert instance.frames_syntax == EXPLICIT
    assert np.abs(values.astype(int) - smooth).max() <= 8


def test_big_endian_is_served_little_endian(tmp_path: Path) -> None:
    ds = image(GREY.astype(">u2"))
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    instance = stored(ds, tmp_path)
    assert (instance.frames_syntax, served(instance)) == (EXPLICIT, GREY.tobytes())


def test_signed_samples_keep_their_sign_through_codecs_that_have_none(tmp_path: Path) -> None:
    values = np.random.default_rng(5).integers(-2048, 2048, (16, 12)).astype(np.int16)
    stream = imagecodecs.jpegxl_encode((values & 0xFFF).view(np.uint16), lossless=True)
    ds = image(values, BitsStored=12, HighBit=11)
    frame = [stream + bytes(len(stream) % 2)]
    assert served(stored(encapsulated(ds, [frame], JPEG_XL_LOSSLESS), tmp_path)) == values.tobytes()


def test_1_bit_frames_each_start_on_a_byte(tmp_path: Path) -> None:
    bits = np.random.default_rng(6).integers(0, 2, (3, 5, 7)).astype(np.uint8)
    ds = scans.changed(
        image(np.zeros((5, 7), np.uint8)),
        BitsAllocated=1,
        BitsStored=1,
        HighBit=0,
        NumberOfFrames=3,
        PixelData=np.packbits(bits.ravel(), bitorder="little").tobytes(),
    )
    instance = stored(ds, tmp_path)
    for number in (1, 2, 3):
        frame = np.frombuffer(served(instance, number), np.uint8)
        assert (np.unpackbits(frame, bitorder="little")[:35] == bits[number - 1].ravel()).all()


def test_colour_is_served_as_rgb_and_the_metadata_says_so(tmp_path: Path) -> None:
    stream = imagecodecs.jpegxl_encode(COLOUR, lossless=True)
    ds = image(COLOUR, PhotometricInterpretation="YBR_FULL_422", PlanarConfiguration=1)
    frame = [stream + bytes(len(stream) % 2)]
    instance = stored(encapsulated(ds, [frame], JPEG_XL_LOSSLESS), tmp_path)
    assert served(instance) == COLOUR.tobytes()
    assert instance.metadata["00280004"]["Value"] == ["RGB"]
    assert instance.metadata["00280006"]["Value"] == [0]


def test_what_browsers_decode_has_no_bytes_of_its_own(tmp_path: Path) -> None:
    stream = imagecodecs.jpeg2k_encode(GREY, codecformat="j2k", level=0)
    frame = [stream + bytes(len(stream) % 2)]
    instance = stored(encapsulated(image(GREY), [frame], JPEG2000Lossless), tmp_path)
    assert (instance.frames_blob, instance.frames_syntax) == ("", JPEG2000Lossless)
    assert served(instance) == frame[0]


def signed_in(client: object, instance: Instance) -> str:
    """The instance's address, for somebody who may read it."""
    project, series = instance.project, instance.series
    client.force_login(scans.person("reader", project))
    return (
        f"/dicomweb/projects/{project.slug}/studies/{series.study.study_instance_uid}/series/"
        f"{series.series_instance_uid}/instances/{instance.sop_instance_uid}"
    )


@pytest.mark.parametrize("syntax", ["*", EXPLICIT])
def test_native_frames_are_served_over_http(syntax: str, tmp_path: Path, client: object) -> None:
    frames = [imagecodecs.jpegxl_encode(grey, lossless=True) for grey in (GREY[::-1].copy(), GREY)]
    frames = [[stream + bytes(len(stream) % 2)] for stream in frames]
    instance = stored(encapsulated(image(GREY), frames, JPEG_XL_LOSSLESS), tmp_path)
    address = signed_in(client, instance)
    accept = f"multipart/related; type=application/octet-stream; transfer-syntax={syntax}"
    answer = client.get(f"{address}/frames/2", headers={"Accept": accept})
    ((head, content),) = parts_of(answer)
    assert f"transfer-syntax={EXPLICIT}".encode() in head
    assert content == GREY.tobytes()
    (document,) = client.get(f"{address}/metadata").json()
    assert document["00280004"]["Value"] == ["MONOCHROME2"]


BROKEN = {  # frames that cannot be made, and the reason
    "wrong_codec": [b"no JPEG at all"],
    "wrong_size": [imagecodecs.jpeg2k_encode(GREY[:8], codecformat="j2k", level=0)],
    "cannot_decode": [imagecodecs.jpegxl_encode(GREY, lossless=True)[:-40]],
}


@pytest.mark.parametrize("code", BROKEN)
def test_frames_that_cannot_be_made_leave_the_file_stored_and_the_reason_told(
    code: str, tmp_path: Path, client: object
) -> None:
    frame = [stream + bytes(len(stream) % 2) for stream in BROKEN[code]]
    instance = stored(encapsulated(image(GREY), [frame], JPEG_XL_LOSSLESS), tmp_path)
    assert (instance.frames, instance.frames_blob) == ([], "")
    assert instance.frames_problem_code == code
    assert instance.frames_problem
    address = signed_in(client, instance)
    for accept in ("multipart/related; type=application/octet-stream; transfer-syntax=*", "*/*"):
        answer = client.get(f"{address}/frames/1", headers={"Accept": accept})
        assert answer.status_code == 406
        assert code in answer.json()["detail"]
    accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
    ((_, content),) = parts_of(client.get(address, headers={"Accept": accept}))
    assert content == blobs.read(instance.blob)
