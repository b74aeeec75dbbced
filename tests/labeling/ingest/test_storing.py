import hashlib
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from pydicom.config import disable_value_validation

from labeling.core import blobs
from labeling.core.models import AuditEvent
from labeling.ingest import services
from labeling.ingest.errors import FileRefused, InstanceConflict, PatientDiffers, SeriesElsewhere
from labeling.ingest.models import Instance, Series, SeriesState, Study, Upload
from labeling.projects.models import Project
from tests.labeling.imaging.seeds import seed_path
from tests.labeling.ingest import scans


def _store(project: Project, path: Path, **options: object) -> services.StoredInstance:
    return services.store_instance(project=project, user=None, path=path, **options)


@pytest.mark.django_db
def test_stored_bytes_are_those_that_came_but_for_the_preamble(tmp_path: Path) -> None:
    content = scans.encoded(scans.slices("a")[0])
    path = tmp_path / "it"
    path.write_bytes(b"MZ" + b"\x90" * 126 + content[128:])
    instance = _store(scans.project(), path).instance
    assert blobs.read(instance.blob) == bytes(128) + content[128:]
    ((offset, length),) = instance.frames
    assert blobs.read(instance.blob)[offset : offset + length] == scans.volume("a")[0].tobytes()


@pytest.mark.django_db
@pytest.mark.parametrize("preamble", [bytes(128), b"MZ" + b"\x90" * 126], ids=["zero", "MZ"])
def test_a_file_of_scratch_becomes_the_blob_itself(preamble: bytes) -> None:
    rest = scans.encoded(scans.slices(f"new to the store, {preamble[0]}")[0])[128:]
    path = blobs.scratch() / "part"
    path.write_bytes(preamble + rest)
    node = path.stat().st_ino
    instance = _store(scans.project(), path).instance
    assert blobs.read(instance.blob) == bytes(128) + rest
    assert instance.source_sha256 == hashlib.sha256(preamble + rest).hexdigest()
    assert blobs.path(instance.blob).stat().st_ino == node
    assert not path.exists()


@pytest.mark.django_db
def test_the_same_file_again_is_known_even_with_another_preamble(tmp_path: Path) -> None:
    project, content = scans.project(), scans.encoded(scans.slices("a")[0])
    path = tmp_path / "it"
    path.write_bytes(content)
    assert not _store(project, path).known
    path.write_bytes(b"x" * 128 + content[128:])
    assert _store(project, path).known
    assert Instance.objects.count() == 1


@pytest.mark.django_db
def test_the_same_uid_with_other_bytes_is_a_conflict_in_the_audit_trail(tmp_path: Path) -> None:
    project, ds = scans.project(), scans.slices("a")[0]
    first = _store(project, scans.written(ds, tmp_path / "1")).instance
    other = scans.written(scans.changed(ds, WindowCenter=7), tmp_path / "2")
    with pytest.raises(InstanceConflict):
        _store(project, other)
    assert Instance.objects.get().blob == first.blob
    event = AuditEvent.objects.get(act="instance.conflict")
    assert event.detail["sop_instance_uid"] == ds.SOPInstanceUID
    assert event.project_id == project.pk


@pytest.mark.django_db
def test_a_study_keeps_its_patient_and_a_series_its_study(tmp_path: Path) -> None:
    project, (a, b, c, *_) = scans.project(), scans.slices("a")
    _store(project, scans.written(a, tmp_path / "1"))
    with pytest.raises(PatientDiffers) as refusal:
        _store(project, scans.written(scans.changed(b, PatientID="P2"), tmp_path / "2"))
    assert "P2" not in str(refusal.value.problem())
    with pytest.raises(SeriesElsewhere):
        _store(project, scans.written(scans.changed(c, StudyInstanceUID="1.2.3"), tmp_path / "3"))
    assert Instance.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("not_dicom", lambda content: b"hello"),
        ("not_dicom", lambda content: b""),
        ("truncated", lambda content: content[:-100]),  # in the pixels
        ("truncated", lambda content: content[:620]),  # in the header
    ],
)
def test_damaged_files_are_refused_by_name(tmp_path: Path, code: str, damage: object) -> None:
    path = tmp_path / "it"
    path.write_bytes(damage(scans.encoded(scans.slices("a")[0])))
    with pytest.raises(FileRefused) as refusal:
        _store(scans.project(), path)
    assert refusal.value.code == code
    assert not Study.objects.exists()


@pytest.mark.django_db
def test_an_image_that_lost_its_pixels_is_refused(tmp_path: Path) -> None:
    ds = scans.slices("a")[0]
    del ds.PixelData
    with pytest.raises(FileRefused) as refusal:
        _store(scans.project(), scans.written(ds, tmp_path / "it"))
    assert refusal.value.code == "no_pixels"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("reportsi.dcm", "derived_object"),  # SR
        ("rtplan.dcm", "derived_object"),
        ("waveform_ecg.dcm", "no_pixels"),
    ],
)
def test_an_object_without_pixels_is_kept_and_becomes_no_case(name: str, code: str) -> None:
    project, path = scans.project(), seed_path(name)
    instance = _store(project, path).instance
    assert blobs.read(instance.blob)[128:] == path.read_bytes()[128:]
    assert (instance.number_of_frames, instance.frames, instance.frames_blob) == (0, [], "")
    (series_id,) = services.series_behind(project=project)
    series = services.index_series(series_id=series_id)
    assert (series.state, series.problem_code) == (SeriesState.UNUSABLE, code)
    assert series.metadata_blob
    assert not series.thumbnail_blob


@pytest.mark.django_db
def test_a_patient_id_that_a_column_cannot_hold_is_refused_not_cut(tmp_path: Path) -> None:
    with disable_value_validation():
        ds = scans.changed(scans.slices("a")[0], PatientID="x" * 65, StudyDescription="y" * 900)
        path = scans.written(ds, tmp_path / "it")
    with pytest.raises(FileRefused) as refusal:
        _store(scans.project(), path)
    assert refusal.value.code == "bad_patient_id"


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.django_db
def test_a_zip_is_stored_member_by_member_and_its_names_are_no_paths(tmp_path: Path) -> None:
    files = [scans.encoded(ds) for ds in scans.slices("a")]
    inner = _zip(tmp_path / "inner.zip", {"a.dcm": files[0]})
    archive = _zip(
        tmp_path / "all.zip",
        {
            "../../../../etc/evil.dcm": files[0],
            "/abs/x.dcm": files[1],
            "folder/y": files[2],
            "same.dcm": files[2],
            "readme.txt": b"hello",
            "inner.zip": inner.read_bytes(),
            "__MACOSX/._y": b"noise",
        },
    )
    upload = services.open_upload(project=scans.project(), user=None, source="browser")
    outcomes = list(services.add_file(upload=upload, path=archive, declared_name="all.zip"))
    assert [(o.file, o.outcome, o.code) for o in outcomes] == [
        ("evil.dcm", "stored", ""),
        ("x.dcm", "stored", ""),
        ("y", "stored", ""),
        ("same.dcm", "known", ""),
        ("readme.txt", "refused", "not_dicom"),
        ("inner.zip", "refused", "nested_archive"),
    ]
    upload.refresh_from_db()
    assert (upload.stored, upload.known, upload.refused) == (3, 1, 2)
    assert [p["code"] for p in upload.problems] == ["not_dicom", "nested_archive"]


@pytest.mark.django_db
def test_a_zip_bomb_is_named_before_anything_is_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(bytes(1 << 20))
    upload = services.open_upload(project=scans.project(), user=None, source="browser")
    (outcome,) = services.add_file(upload=upload, path=bomb, declared_name="bomb.zip")
    assert (outcome.outcome, outcome.code) == ("refused", "zip_bomb")


@pytest.mark.django_db
def test_damaged_and_locked_archives_are_named(tmp_path: Path) -> None:
    whole = _zip(tmp_path / "w.zip", {"a.dcm": scans.encoded(scans.slices("a")[0])})
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-40])
    upload = services.open_upload(project=scans.project(), user=None, source="browser")
    (outcome,) = services.add_file(upload=upload, path=cut, declared_name="cut.zip")
    assert outcome.code == "damaged_archive"
    content = bytearray(whole.read_bytes())
    content[60] ^= 0xFF
    cut.write_bytes(content)
    (outcome,) = services.add_file(upload=upload, path=cut, declared_name="cut.zip")
    assert outcome.code == "damaged_archive"


def _index(project: Project, datasets: list[object], folder: Path) -> Series:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    upload = services.open_upload(project=project, user=None, source="command")
    for n, ds in enumerate(datasets):
        _store(project, scans.written(ds, folder / str(n)), upload=upload)
    (series_id,) = services.series_behind(project=project)
    return services.index_series(series_id=series_id)


@pytest.mark.django_db
def test_series_that_form_no_volume_say_why(tmp_path: Path) -> None:
    project = scans.project()
    cases = {}
    for name in ("missing", "turned", "twice"):
        cases[name] = scans.slices(name, shape=(6, 8, 8))
    del cases["missing"][2]
    cases["turned"][3].ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
    cases["twice"][4].ImagePositionPatient = cases["twice"][3].ImagePositionPatient
    found = {name: _index(project, ds, tmp_path / name) for name, ds in cases.items()}
    assert {name: (s.state, s.problem_code) for name, s in found.items()} == {
        "missing": (SeriesState.UNUSABLE, "missing_slice"),
        "turned": (SeriesState.UNUSABLE, "mixed_orientation"),
        "twice": (SeriesState.UNUSABLE, "duplicate_position"),
    }
    assert all(series.problem for series in found.values())
    assert all(series.metadata_blob and series.thumbnail_blob for series in found.values())


@pytest.mark.django_db
def test_what_is_made_from_a_scan_becomes_no_case(tmp_path: Path) -> None:
    series = _index(
        scans.project(), [scans.changed(scans.slices("a")[0], Modality="SEG")], tmp_path / "1"
    )
    assert (series.state, series.problem_code) == (SeriesState.UNUSABLE, "derived_object")


@pytest.mark.django_db
def test_the_missing_slice_arrives_later_and_makes_it_a_volume(tmp_path: Path) -> None:
    project, datasets = scans.project(), scans.slices("a")
    late = datasets.pop(2)
    series = _index(project, datasets, tmp_path / "1")
    assert series.problem_code == "missing_slice"
    series = _index(project, [late], tmp_path / "2")
    assert (series.state, series.problem_code, series.problem) == (SeriesState.READY, "", "")
    assert list(series.instances.order_by("z").values_list("z", flat=True)) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_once_opened_for_annotation_a_late_slice_moves_nothing(tmp_path: Path) -> None:
    project, datasets = scans.project(), scans.slices("a")
    late = datasets.pop()
    series = _index(project, datasets, tmp_path / "1")
    services.freeze_series(series=series)
    frozen = _index(project, [late], tmp_path / "2")
    assert (frozen.geometry, frozen.state) == (series.geometry, SeriesState.READY)
    assert frozen.metadata_blob != series.metadata_blob
    assert frozen.instances.get(z=None).sop_instance_uid == late.SOPInstanceUID


@pytest.mark.django_db(transaction=True)
def test_indexing_four_times_at_once_gives_one_result(tmp_path: Path) -> None:
    project = scans.project()
    for n, ds in enumerate(scans.slices("a")):
        _store(project, scans.written(ds, tmp_path / str(n)))
    (series_id,) = services.series_behind(project=project)

    def index(_: int) -> str:
        try:
            return services.index_series(series_id=series_id).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(index, range(4))) == {SeriesState.READY}
    assert Instance.objects.filter(z__isnull=False).count() == 5


@pytest.mark.django_db
def test_pixels_that_cannot_be_decoded_make_a_series_unusable(tmp_path: Path) -> None:
    project = scans.project()
    ds = scans.slices("a", shape=(1, 8, 8))[0]
    ds.BitsAllocated = 8
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    ds.PixelData = (
        b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\x08\0\0\0notjpeg2\xfe\xff\xdd\xe0\0\0\0\0"
    )
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    series = _index(project, [ds], tmp_path / "1")
    assert series.state == SeriesState.UNUSABLE
    assert series.problem_code


@pytest.mark.django_db
def test_problems_are_kept_up_to_a_hundred_and_counted_beyond(tmp_path: Path) -> None:
    upload = services.open_upload(project=scans.project(), user=None, source="browser")
    archive = _zip(tmp_path / "a.zip", {f"{n}.txt": b"no" for n in range(120)})
    assert len(list(services.add_file(upload=upload, path=archive, declared_name="a"))) == 120
    upload = Upload.objects.get()
    assert (upload.refused, len(upload.problems)) == (120, 100)
