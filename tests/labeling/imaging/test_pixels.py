"""Files that pydicom brings along are the seeds; none is fetched."""

import json
import zlib
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEG2000Lossless, RLELossless

from labeling.imaging.pixels import InstanceIndex, bulk_pieces, index_file, lenient
from labeling.imaging.problems import DicomProblem
from tests.images import encapsulated, make_instance, to_bytes
from tests.labeling.imaging.seeds import seed_path


def written(folder: Path, content: Dataset | bytes) -> Path:
    path = folder / "file.dcm"
    path.write_bytes(content if isinstance(content, bytes) else to_bytes(content))
    return path


def frame_bytes(path: Path, index: InstanceIndex) -> list[bytes]:
    data = path.read_bytes()
    pairs = [zip(frame[::2], frame[1::2], strict=True) for frame in index.frames]
    return [b"".join(data[offset : offset + size] for offset, size in frame) for frame in pairs]


def test_a_slice_is_indexed_with_all_that_ingest_stores(tmp_path: Path) -> None:
    ds = make_instance(patient_name="Müller^Jörg")
    index = index_file(written(tmp_path, ds))
    assert index.sop_instance_uid == ds.SOPInstanceUID
    assert index.series_instance_uid == ds.SeriesInstanceUID
    assert (index.rows, index.columns, index.number_of_frames) == (5, 7, 1)
    assert (index.bits_allocated, index.samples, index.pixel_keyword) == (16, 1, "PixelData")
    assert index.headers[0].position == tuple(ds.ImagePositionPatient)
    assert index.attributes["PatientName"] == "Müller^Jörg"
    assert index.attributes["ImageType"] == "DERIVED\\SECONDARY\\OTHER"


def test_an_index_survives_json(tmp_path: Path) -> None:
    index = index_file(written(tmp_path, make_instance()))
    assert InstanceIndex.from_json(json.loads(json.dumps(index.to_json()))) == index


def test_the_place_of_a_native_frame_holds_its_bytes(tmp_path: Path) -> None:
    ds = make_instance()
    path = written(tmp_path, ds)
    assert frame_bytes(path, index_file(path)) == [ds.PixelData[: 5 * 7 * 2]]


@pytest.mark.parametrize(
    "name",
    [
        "MR_small.dcm",  # native
        "MR_small_implicit.dcm",
        "rtdose.dcm",  # native, 15 frames of 32 bit
        "SC_rgb_small_odd.dcm",  # odd length, padded
        "SC_ybr_full_422_uncompressed.dcm",  # two of three samples
        "SC_rgb_rle_2frame.dcm",  # two fragments for two frames
        "rtdose_rle.dcm",
        "JPEG2000.dcm",
        "examples_ybr_color.dcm",  # 30 frames
        "693_J2KI.dcm",
    ],
)
def test_places_agree_with_pydicoms_own_frames(name: str) -> None:
    path = seed_path(name)
    ds = dcmread(path)
    index = index_file(path)
    if ds.file_meta.TransferSyntaxUID.is_encapsulated:
        expected = list(generate_frames(ds.PixelData, number_of_frames=index.number_of_frames))
        assert frame_bytes(path, index) == expected
    else:
        assert (
            b"".join(frame_bytes(path, index))
            == ds.PixelData[: sum(index.frames[0][1::2]) * index.number_of_frames]
        )


FRAMES = [
    [b"\xff\x4fab", b"cd\xff\xd9"],
    [b"\xff\x4fef\xff\xd9\x00\x00"],
    [b"\xff\x4fgh", b"ij", b"\xff\xd9"],
]


@pytest.mark.parametrize("table", ["none", "basic", "extended"])
def test_fragments_are_joined_to_frames_with_any_offset_table(tmp_path: Path, table: str) -> None:
    ds = encapsulated(make_instance(), FRAMES, JPEG2000Lossless, table=table)
    path = written(tmp_path, ds)
    assert frame_bytes(path, index_file(path)) == [b"".join(frame) for frame in FRAMES]


def test_an_offset_table_that_lies_is_not_believed(tmp_path: Path) -> None:
    ds = encapsulated(make_instance(), FRAMES, JPEG2000Lossless, table="basic")
    ds.PixelData = ds.PixelData[:12] + b"\x07" + ds.PixelData[13:]  # second frame's offset
    path = written(tmp_path, ds)
    assert frame_bytes(path, index_file(path)) == [b"".join(frame) for frame in FRAMES]


def test_a_deflated_file_is_read_but_its_frames_have_no_place() -> None:
    index = index_file(seed_path("image_dfl.dcm"))
    assert index.pixel_keyword == "PixelData"
    assert index.frames == []


def test_an_object_without_pixels_is_indexed_too() -> None:
    index = index_file(seed_path("reportsi.dcm"))
    assert (index.pixel_keyword, index.number_of_frames, index.headers[0].rows) == ("", 0, 0)


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    zeros = bytes(1 << 20)
    body = b"".join(packer.compress(zeros) for _ in range(513)) + packer.flush()
    ds = make_instance()
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    start = to_bytes(ds)
    meta = 144 + int.from_bytes(start[140:144], "little")
    return start[:meta] + body


def without(keyword: str) -> bytes:
    ds = make_instance()
    delattr(ds, keyword)
    return to_bytes(ds)


def changed(**values: object) -> bytes:
    ds = make_instance()
    with lenient():
        for keyword, value in values.items():
            setattr(ds, keyword, value)
        return to_bytes(ds)


def with_syntax(uid: str) -> bytes:
    """The right data set under another transfer syntax of the same length."""
    return to_bytes(make_instance()).replace(
        b"1.2.840.10008.1.2.1\0", uid.encode().ljust(20, b"\0")
    )


SOUND = to_bytes(make_instance())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_dicom"),
        (b"hello", "not_dicom"),
        (bytes(4000), "not_dicom"),
        (b"PK\x03\x04" + bytes(400), "not_dicom"),  # a zip
        (SOUND[:132], "no_transfer_syntax"),
        (SOUND[:-1], "truncated"),
        (SOUND[:-40], "truncated"),
        (SOUND[:601], "truncated"),  # in the middle of an element
        (SOUND[: SOUND.index(b"\xe0\x7f\x10\x00")], "no_pixels"),  # between elements
        (without("PixelData"), "no_pixels"),
        (without("StudyInstanceUID"), "missing_uid"),
        (changed(SeriesInstanceUID=""), "missing_uid"),
        (changed(StudyInstanceUID="1.2.<script>"), "bad_uid"),
        (without("Rows"), "bad_pixels"),
        (changed(BitsAllocated=12), "bad_pixels"),
        (changed(SamplesPerPixel=9), "bad_pixels"),
        (changed(Rows=6), "truncated"),  # more rows than pixels
        (changed(NumberOfFrames=2), "truncated"),
        (changed(NumberOfFrames=2_000_000), "too_large"),
        (changed(Rows=65535, Columns=65535), "too_large"),
        (with_syntax("1.2.840.10008.1.2.9"), "unsupported_syntax"),
        (with_syntax("1.2.840.10008.1.2"), "wrong_encoding"),  # says implicit, is explicit
        (with_syntax("1.2.840.10008.1.2.5"), "wrong_encoding"),  # says RLE, is native
        (bomb(), "too_large"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(DicomProblem) as caught:
        index_file(written(tmp_path, data))
    assert caught.value.code == code


def test_a_directory_is_no_instance() -> None:
    with pytest.raises(DicomProblem) as caught:
        index_file(seed_path("dicomdirtests/DICOMDIR"))
    assert caught.value.code == "directory"


def test_too_few_fragments_are_named(tmp_path: Path) -> None:
    ds = encapsulated(make_instance(), [[b"ab"], [b"cd"]], RLELossless)
    ds.NumberOfFrames = 3
    with pytest.raises(DicomProblem, match="expected 3 frames, got 2 fragments") as caught:
        index_file(written(tmp_path, ds))
    assert caught.value.code == "bad_fragments"


def test_sequences_nested_without_end_are_named(tmp_path: Path) -> None:
    ds = make_instance()
    inner = Dataset()
    for _ in range(60):
        outer = Dataset()
        outer.ContentSequence = [inner]
        inner = outer
    ds.ContentSequence = [inner]
    with pytest.raises(DicomProblem) as caught:
        index_file(written(tmp_path, ds))
    assert caught.value.code == "too_deep"


def test_no_message_names_the_patient(tmp_path: Path) -> None:
    assert b"Sentinel" in SOUND
    for cut in range(140, len(SOUND) - 1, 37):
        with pytest.raises(DicomProblem) as caught:
            index_file(written(tmp_path, SOUND[:cut]))
        assert "Sentinel" not in str(caught.value)


def test_large_values_are_found_by_their_place_and_their_path(tmp_path: Path) -> None:
    ds = make_instance()
    inner = Dataset()
    inner.EncapsulatedDocument = b"b" * 3000
    ds.ReferencedImageSequence = [Dataset(), inner]
    ds.EncapsulatedDocument = b"a" * 2000
    path = written(tmp_path, ds)
    index = index_file(path)
    offset, length = index.bulk["00420011"]
    assert path.read_bytes()[offset : offset + length] == b"a" * 2000
    uri = index.metadata["00081140"]["Value"][1]["00420011"]["BulkDataURI"]
    base, tags = uri.split("/bulkdata/")
    assert base == f"instances/{ds.SOPInstanceUID}"
    assert b"".join(bulk_pieces(path, tags)) == b"b" * 3000
    assert b"".join(bulk_pieces(path, "7FE00010")) == ds.PixelData


@pytest.mark.parametrize("tags", ["", "zz", "00100010", "00081140/9/00420011", "99999999"])
def test_a_path_without_a_binary_value_is_named(tmp_path: Path, tags: str) -> None:
    with pytest.raises(DicomProblem) as caught:
        list(bulk_pieces(written(tmp_path, make_instance()), tags))
    assert caught.value.code == "no_value"
