import shutil
import struct
import subprocess
import warnings
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import config, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import JPEGBaseline8Bit

from labeling.imaging.deid.profile import Option, Profile
from labeling.imaging.deid.rewriting import rewrite
from labeling.imaging.deid.values import date_shift, map_uid, pseudonym, shift_date
from labeling.imaging.pixels import index_file
from labeling.imaging.problems import DicomProblem
from labeling.imaging.sandbox import Sandbox
from tests.labeling.imaging.deid.planted import (
    KEY,
    Planter,
    deidentified,
    encoded,
    image,
    rows,
)
from tests.labeling.imaging.test_mutations import mutate
from tests.labeling.ingest import scans

BASIC = Profile(frozenset(), KEY)


@pytest.fixture(autouse=True)
def _any_value() -> Iterator[None]:
    with config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _read(content: bytes) -> Dataset:
    return dcmread(BytesIO(content))


def test_the_same_bytes_give_the_same_bytes_and_the_pixels_are_untouched(tmp_path: Path) -> None:
    content = scans.encoded(scans.slices("a")[0])
    first, second = (deidentified(content, tmp_path / name) for name in ("1", "2"))
    assert first == second
    assert _read(first).PixelData == _read(content).PixelData


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",  # explicit little
        "MR_small_bigendian.dcm",
        "MR_small_implicit.dcm",
        "JPEG2000.dcm",
        "examples_ybr_color.dcm",  # many fragments
        "image_dfl.dcm",  # deflated
        "liver_1frame.dcm",  # 1-bit SEG
        "test-SR.dcm",  # no pixels
    ],
)
def test_files_of_all_encodings_keep_theirs_and_are_indexed_as_before(
    name: str, tmp_path: Path
) -> None:
    source = Path(str(get_testdata_file(name)))
    target = tmp_path / "out"
    target.write_bytes(deidentified(source.read_bytes(), tmp_path / "in"))
    before, after = index_file(source), index_file(target)
    for same in ("transfer_syntax_uid", "rows", "columns", "number_of_frames", "sop_class_uid"):
        assert getattr(before, same) == getattr(after, same)
    assert len(before.frames) == len(after.frames)
    assert after.sop_instance_uid == map_uid(KEY, before.sop_instance_uid)


def test_references_between_instances_hold(tmp_path: Path) -> None:
    one, two, *_ = scans.slices("a")
    item = Dataset()
    item.ReferencedSOPClassUID = one.SOPClassUID
    item.ReferencedSOPInstanceUID = one.SOPInstanceUID
    two.ReferencedImageSequence = Sequence([item])
    a, b = (_read(deidentified(scans.encoded(ds), tmp_path / "it")) for ds in (one, two))
    assert b.ReferencedImageSequence[0].ReferencedSOPInstanceUID == a.SOPInstanceUID
    assert b.ReferencedImageSequence[0].ReferencedSOPClassUID == one.SOPClassUID
    assert a.StudyInstanceUID == b.StudyInstanceUID != one.StudyInstanceUID
    assert a.FrameOfReferenceUID == b.FrameOfReferenceUID != one.FrameOfReferenceUID
    assert a.file_meta.MediaStorageSOPInstanceUID == a.SOPInstanceUID


def test_it_says_that_and_how_it_was_done(tmp_path: Path) -> None:
    options = (Option.RETAIN_MODIFIED_DATES, Option.RETAIN_DEVICE_IDENTITY)
    ds = _read(deidentified(scans.encoded(scans.slices("a")[0]), tmp_path / "it", *options))
    codes = [item.CodeValue for item in ds.DeidentificationMethodCodeSequence]
    assert ds.PatientIdentityRemoved == "YES"
    assert codes == ["113100", "113107", "113109"]
    assert ds.LongitudinalTemporalInformationModified == "MODIFIED"
    assert ds.PatientID == ds.PatientName == pseudonym(KEY, "P1")


def test_a_name_that_stands_in_other_text_is_cleaned_away(tmp_path: Path) -> None:
    ds = scans.slices("a", name="Qualtrough^Zebedee", patient_id="HX-4471-9")[0]
    ds.Manufacturer = "ACME, room of QUALTROUGH"
    ds.SoftwareVersions = ["1.2", "for hx-4471-9"]
    ds.ICCProfile = b"profile of Zebedee Qualtrough"
    item = Dataset()
    item.CodeMeaning = "Liver of Zebedee"
    ds.AnatomicRegionSequence = Sequence([item])
    path = tmp_path / "it"
    path.write_bytes(scans.encoded(ds))
    found, payload = rewrite(path, BASIC)
    assert not any(word in payload.lower() for word in (b"qualtrough", b"zebedee", b"4471"))
    assert found.counts["cleaned"] == {
        "Manufacturer": 1,
        "SoftwareVersions": 1,
        "ICCProfile": 1,
        "CodeMeaning": 1,
    }
    kept = _read(deidentified(path.read_bytes(), path))
    assert kept.SoftwareVersions == ["1.2", "REMOVED"]


def test_descriptors_lose_what_identifies_and_keep_the_rest(tmp_path: Path) -> None:
    ds = scans.slices("a", name="Doe^Jane", patient_id="HX44719")[0]
    ds.StudyDescription = "Liver of Jane Doe, born 31.01.1970, call 0151 234567"
    ds.ImageComments = "seen by Dr. Whatever, HX44719, doe@example.org; arterial phase"
    out = _read(deidentified(scans.encoded(ds), tmp_path / "it", Option.CLEAN_DESCRIPTORS))
    assert out.StudyDescription == "Liver of *** ***, born ***, call ***"
    assert out.ImageComments == "seen by ***, ***, ***; arterial phase"
    basic = _read(deidentified(scans.encoded(ds), tmp_path / "it"))
    assert "StudyDescription" not in basic
    assert "ImageComments" not in basic


def _jpeg(comment: bytes) -> bytes:
    frame = b"\xff\xd8\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    return frame + b"\xff\xda\x00\x02" + bytes(range(64)) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        (b"made by ACME", ""),
        (b"scan of Jane Doe", "identifier_in_pixels"),
        (b"DOE", "identifier_in_pixels"),  # short, but a word of a comment
    ],
)
def test_a_name_in_a_comment_inside_the_frames_is_refused(
    comment: bytes, code: str, tmp_path: Path
) -> None:
    ds = image(str(JPEGBaseline8Bit))
    ds.PatientName = "Doe^Jane"
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit = 7
    ds.PixelData = encapsulate([_jpeg(comment)])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    path = tmp_path / "it"
    path.write_bytes(encoded(ds))
    if not code:
        assert rewrite(path, BASIC)[0].pixels
        return
    with pytest.raises(DicomProblem) as problem:
        rewrite(path, BASIC)
    assert problem.value.code == code
    assert "Doe" not in str(problem.value)


def test_a_name_behind_native_pixels_is_refused(tmp_path: Path) -> None:
    ds = scans.slices("a", name="Qualtrough^Zebedee")[0]
    ds.PixelData += b"for QUALTROUGH"
    path = tmp_path / "it"
    path.write_bytes(scans.encoded(ds))
    with pytest.raises(DicomProblem) as problem:
        rewrite(path, BASIC)
    assert problem.value.code == "identifier_in_pixels"


def test_safe_private_numbers_stay_with_their_creator_alone(tmp_path: Path) -> None:
    ds = scans.slices("a")[0]
    block = ds.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0C, "IS", "1000")
    block.add_new(0x0F, "SH", "of Jane Doe")
    other = ds.private_block(0x0021, "NOT KNOWN", create=True)
    other.add_new(0x0C, "IS", "1000")
    content = scans.encoded(ds)
    out = _read(deidentified(content, tmp_path / "it", Option.RETAIN_SAFE_PRIVATE))
    kept = [(int(e.tag), str(e.value)) for e in out if e.tag.is_private]
    assert kept == [(0x00190010, "SIEMENS MR HEADER"), (0x0019100C, "1000")]
    assert not any(e.tag.is_private for e in _read(deidentified(content, tmp_path / "it")))


def test_what_may_show_a_name_is_told(tmp_path: Path) -> None:
    def suspicions(*options: Option, **values: object) -> list[str]:
        ds = scans.changed(scans.slices("a", modality="CT")[0], **values)
        path = scans.written(ds, tmp_path / "it")
        return rewrite(path, Profile(frozenset(options), KEY))[0].suspicions

    assert suspicions() == []
    assert suspicions(Modality="US") == ["risky_modality"]
    assert suspicions(BurnedInAnnotation="YES") == ["burned_in_annotation"]
    assert suspicions(BurnedInAnnotation="NO") == []
    assert suspicions(RecognizableVisualFeatures="YES") == ["recognizable_visual_features"]
    assert suspicions(SOPClassUID="1.2.840.10008.5.1.4.1.1.7.2") == ["capture"]
    assert suspicions(ImageType=["DERIVED", "SECONDARY", "SCREEN SAVE"]) == ["screenshot"]
    in_pixels = scans.slices("a")[0]
    in_pixels.add_new(0x60000102, "US", 12)  # overlay in the unused bits of the pixels
    assert rewrite(scans.written(in_pixels, tmp_path / "it"), BASIC)[0].suspicions == ["overlay"]


def test_a_ct_stays_a_valid_ct(tmp_path: Path) -> None:
    """By dciodvfy: no error that the source had not."""
    if not shutil.which("dciodvfy"):
        pytest.skip("dciodvfy (Debian dicom3tools) is not installed")
    source = Path(str(get_testdata_file("CT_small.dcm")))
    target = tmp_path / "out.dcm"
    target.write_bytes(deidentified(source.read_bytes(), tmp_path / "in"))
    before, after = _errors(source), _errors(target)
    assert after <= before


def _errors(path: Path) -> set[str]:
    run = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
    return {line for line in run.stderr.splitlines() if line.startswith("Error")}


def test_patients_are_told_apart_and_found_again() -> None:
    other = bytes(32)
    assert pseudonym(KEY, "P1") == pseudonym(KEY, "P1 ") != pseudonym(KEY, "P2")
    assert pseudonym(other, "P1") != pseudonym(KEY, "P1")
    assert pseudonym(KEY, "") == ""
    assert map_uid(KEY, "1.2.840.10008.5.1.4.1.1.2") == "1.2.840.10008.5.1.4.1.1.2"
    assert map_uid(KEY, "1.2.3\0") == map_uid(KEY, "1.2.3") != map_uid(other, "1.2.3")
    assert len(map_uid(KEY, "1.2.3")) <= 64


def test_dates_move_back_by_days_within_the_range() -> None:
    shifts = {date_shift(KEY, f"P{n}", 30).days for n in range(500)}
    assert shifts == set(range(-30, 0))
    by = date_shift(KEY, "P1", 1)
    assert shift_date("20240301", by) == "20240229"
    assert shift_date("2024.03.01", by) == "20240229"
    assert shift_date("20240301101112.5+0100", by) == "20240229101112.5+0100"
    assert shift_date("202403", by) == shift_date("born in March", by) == ""
    assert shift_date("20240301 Doe", by) == "20240229"


def test_a_mutated_file_is_rewritten_or_named_and_no_planted_name_stays(tmp_path: Path) -> None:
    ds, planter = image(), Planter()
    for tag, vr in rows():
        planter.plant(ds, tag, vr, "root")
    content, rng = encoded(ds), np.random.default_rng(20_261_126)
    names = [s.traces[0] for s in planter.sentinels if s.vr in {"PN", "LT", "ST"}]
    left, codes, path = [], Counter[str](), tmp_path / "it"
    with Sandbox(seconds=10) as sandbox:
        for _ in range(150):
            path.write_bytes(mutate(content, rng))
            try:
                _, payload = sandbox.deidentify(path, BASIC)
            except DicomProblem as problem:
                codes[problem.code] += 1
                continue
            codes["rewritten"] += 1
            left += [name for name in names if name in payload]
    assert left == []
    assert codes["rewritten"] > 30
    assert not codes.keys() & {"unreadable", "crashed", "out_of_memory", "too_slow"}, codes
