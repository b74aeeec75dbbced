"""De-identification through the real services and addresses."""

import logging
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from pydicom.dataset import Dataset

from labeling.core import blobs
from labeling.core.models import AuditEvent
from labeling.imaging.deid.profile import Option
from labeling.ingest import services
from labeling.ingest.errors import (
    FileRefused,
    HeldForReview,
    InstanceConflict,
    NoSuchHeld,
    OptionsClash,
)
from labeling.ingest.models import (
    HeldInstance,
    HeldSeries,
    Instance,
    Patient,
    ProfileName,
    Series,
    Study,
    Upload,
)
from labeling.projects.models import Project, Role
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
NAME, ID = "Qualtrough", "HX44719Q"


@pytest.fixture
def project() -> Project:
    project = scans.project()
    services.change_profile(project=project, by=None, profile=ProfileName.BASIC)
    return project


@pytest.fixture
def lead(project: Project) -> Client:
    client = Client()
    client.force_login(scans.person("lead", project, Role.LEAD))
    return client


def _slices(seed: str = "a", **options: object) -> list[Dataset]:
    return scans.slices(seed, name=f"{NAME}^Zebedee", patient_id=ID, **options)


def _store(project: Project, ds: Dataset, folder: Path, **options: object) -> Instance:
    path = scans.written(ds, folder / "it")
    return services.store_instance(project=project, user=None, path=path, **options).instance


def _everything() -> str:
    """Every value of every row of every table, jobs and audit trail included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def _files() -> set[Path]:
    return {path for path in Path(settings.BLOBS).rglob("*") if path.is_file()}


def _new_files_with(before: set[Path], *needles: bytes) -> list[Path]:
    """Other tests of the session store in the same folder."""
    new = _files() - before
    assert new
    return [path for path in new if any(n in path.read_bytes() for n in needles)]


def test_a_name_that_comes_in_is_nowhere_afterwards(
    project: Project, lead: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Rows, jobs, audit trail, stored bytes, logs, answers: 0 hits; the files are called after it too."""
    caplog.set_level(logging.DEBUG)
    before = _files()
    files = [
        SimpleUploadedFile(f"{NAME}_{n}.dcm", scans.encoded(ds))
        for n, ds in enumerate(_slices("closed"))
    ]
    bad = SimpleUploadedFile(f"{NAME}_report.txt", b"hello")
    upload = lead.post("/api/projects/liver/uploads").json()["id"]
    sent = lead.post(f"/api/uploads/{upload}/files", {"file": [*files, bad]})
    assert [f["outcome"] for f in sent.json()["files"]] == ["stored"] * 5 + ["refused"]
    finished = lead.post(f"/api/uploads/{upload}/finish").json()
    assert finished["problems"][0]["file"] == "file 6"
    (series_id,) = services.series_behind(project=project)
    assert services.index_series(series_id=series_id).state == "ready"
    search = lead.get("/dicomweb/projects/liver/studies?includefield=all").content
    report = lead.get(f"/api/uploads/{upload}/deidentification").json()
    hits = {
        "rows": [w for w in (NAME, ID) if w.lower() in _everything().lower()],
        "stored": _new_files_with(before, NAME.encode(), ID.encode()),
        "logs": [w for w in (NAME, ID) if w.lower() in caplog.text.lower()],
        "answers": [w for w in (NAME, ID) if w in f"{search!r} {report} {finished}"],
    }
    assert hits == {"rows": [], "stored": [], "logs": [], "answers": []}
    assert list(blobs.scratch().iterdir()) == []
    done = {(d["keyword"], d["action"]): d["count"] for d in report["done"]}
    assert report["files"] == 5
    assert done["PatientName", "emptied"] == 5
    assert done["StudyInstanceUID", "remapped"] == 5


def test_without_a_profile_everything_is_stored_as_it_came(tmp_path: Path) -> None:
    """The twin of the test above: what it looks for would be found."""
    before = _files()
    _store(scans.project("open"), _slices("open")[0], tmp_path)
    assert NAME in _everything()
    assert _new_files_with(before, NAME.encode())


def test_the_same_file_again_is_known_and_another_of_its_uid_is_a_conflict(
    project: Project, tmp_path: Path
) -> None:
    ds = _slices()[0]
    first = _store(project, ds, tmp_path)
    assert _store(project, ds, tmp_path) == first
    assert Instance.objects.count() == 1
    with pytest.raises(InstanceConflict):
        _store(project, scans.changed(ds, WindowCenter=7), tmp_path)
    event = AuditEvent.objects.get(act="instance.conflict")
    assert event.detail["sop_instance_uid"] == first.sop_instance_uid != ds.SOPInstanceUID


def test_a_patient_stays_one_patient_over_studies_and_is_another_in_another_project(
    project: Project, tmp_path: Path
) -> None:
    other = scans.project("other")
    services.change_profile(project=other, by=None, profile=ProfileName.BASIC)
    for where in (project, other):
        for seed in ("a", "b"):
            _store(where, _slices(seed)[0], tmp_path)
    _store(project, scans.slices("c", patient_id="P9")[0], tmp_path)
    ours, theirs = (
        set(Patient.objects.filter(project=p).values_list("patient_id", flat=True))
        for p in (project, other)
    )
    assert (len(ours), len(theirs)) == (2, 1)
    assert not ours & theirs
    assert Study.objects.filter(project=project).count() == 3
    assert Instance.objects.values("sop_instance_uid").distinct().count() == 5


def test_modified_dates_keep_the_days_between_a_patients_studies(
    project: Project, tmp_path: Path
) -> None:
    services.change_profile(
        project=project,
        by=None,
        profile=ProfileName.BASIC,
        options=[Option.RETAIN_MODIFIED_DATES],
        date_shift_days=100,
    )
    for seed, day in (("a", "20240131"), ("b", "20240210")):
        _store(project, _slices(seed, study_date=day)[0], tmp_path)
    first, second = sorted(Study.objects.values_list("study_date", flat=True))
    assert int(second) > int(first)
    assert "20240131" not in (first, second)
    assert "20231001" <= first < "20240131"


def test_a_study_is_asked_for_by_the_uid_it_came_with(project: Project, tmp_path: Path) -> None:
    ds = _slices()[0]
    _store(project, ds, tmp_path, study_instance_uid=str(ds.StudyInstanceUID))
    with pytest.raises(FileRefused) as refusal:
        _store(project, ds, tmp_path, study_instance_uid="1.2.3")
    assert refusal.value.code == "other_study"
    assert str(ds.StudyInstanceUID) not in str(refusal.value.problem())


def test_settings_are_changed_by_a_lead_audited_and_never_tell_the_secret(
    project: Project, lead: Client
) -> None:
    address = "/api/projects/liver/deidentification"
    wanted = {"profile": "basic", "options": ["retain_device_identity"], "date_shift_days": 30}
    changed = lead.put(address, wanted, content_type="application/json")
    assert changed.status_code == 200
    found = lead.get(address).json()
    assert {name: found[name] for name in wanted} == wanted
    assert len(found["available_options"]) == len(Option)
    secret = services.key_of(project).hex()
    assert len(secret) == 64
    event = AuditEvent.objects.filter(act="deidentification.changed").latest("pk")
    assert event.detail["before"]["options"] == []
    assert event.detail["after"]["options"] == ["retain_device_identity"]
    assert secret not in f"{changed.content!r} {found} {event.detail}"
    clash = {"profile": "basic", "options": ["retain_full_dates", "retain_modified_dates"]}
    refused = lead.put(address, clash, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "options_clash")
    with pytest.raises(OptionsClash):
        services.change_profile(
            project=project,
            by=None,
            profile=ProfileName.BASIC,
            options=[Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES],
        )


@pytest.fixture
def held(project: Project, tmp_path: Path) -> HeldSeries:
    for ds in _slices("us", modality="US")[:2]:
        with pytest.raises(HeldForReview):
            _store(project, ds, tmp_path)
    return HeldSeries.objects.get()


def test_a_suspect_waits_unseen_until_it_is_released(
    project: Project, lead: Client, held: HeldSeries, tmp_path: Path
) -> None:
    assert not Series.objects.exists()
    assert lead.get("/dicomweb/projects/liver/studies").status_code == 204
    page = lead.get("/api/projects/liver/held").json()
    (row,) = page["results"]
    assert (row["modality"], row["instances"]) == ("US", 2)
    assert [reason["code"] for reason in row["reasons"]] == ["risky_modality", "capture"]
    for number in (1, 2):
        picture = lead.get(f"{row['picture']}?instance={number}")
        assert picture.content.startswith(b"\x89PNG")
        assert picture["Cache-Control"] == "private, no-store"
    assert lead.get(f"{row['picture']}?instance=3").status_code == 404
    assert lead.get(f"{row['picture']}?instance=x").status_code == 400

    released = lead.post(f"/api/held/{held.pk}/release")
    assert (released.status_code, released.json()) == (200, {"instances": 2})
    assert Instance.objects.count() == 2
    assert services.series_behind(project=project)
    assert not HeldInstance.objects.exists()
    event = AuditEvent.objects.get(act="held.released")
    assert (event.detail["instances"], event.actor.username) == (2, "lead")
    assert event.detail["looked_at"] == 2
    assert _store(project, _slices("us", modality="US")[0], tmp_path)  # now known, not held again
    assert lead.post(f"/api/held/{held.pk}/release").status_code == 404


def test_a_rejected_suspect_is_gone(lead: Client, held: HeldSeries) -> None:
    for _ in range(2):
        lead.get(f"/api/held/{held.pk}/picture")
    services.look_at_held(held=held, number=2, by=scans.person("another"))
    blob = held.instances.values_list("blob", flat=True)[0]
    answer = lead.post(
        f"/api/held/{held.pk}/reject",
        {"reason": "a name top left"},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()) == (200, {"instances": 2})
    assert not HeldSeries.objects.exists()
    assert not Instance.objects.filter(blob=blob).exists()
    detail = AuditEvent.objects.get(act="held.rejected").detail
    assert (detail["reason"], detail["instances"]) == ("a name top left", 2)
    assert detail["looked_at"] == 1  # of the two, by the one who decides
    with pytest.raises(NoSuchHeld):
        services.reject_held(held=held, by=scans.person("other"), reason="again")


def test_a_held_file_again_is_held_once_and_another_of_its_uid_is_a_conflict(
    project: Project, held: HeldSeries, tmp_path: Path
) -> None:
    ds = _slices("us", modality="US")[0]
    with pytest.raises(HeldForReview):
        _store(project, ds, tmp_path)
    assert held.instances.count() == 2
    with pytest.raises(InstanceConflict):
        _store(project, scans.changed(ds, WindowCenter=7), tmp_path)


def test_uploads_and_stow_say_what_is_held(project: Project, lead: Client) -> None:
    us, mr = _slices("us", modality="US")[0], _slices()[0]
    upload = lead.post("/api/projects/liver/uploads").json()["id"]
    files = [SimpleUploadedFile("1", scans.encoded(us)), SimpleUploadedFile("2", scans.encoded(mr))]
    sent = lead.post(f"/api/uploads/{upload}/files", {"file": files}).json()
    assert [f["outcome"] for f in sent["files"]] == ["held", "stored"]
    assert (sent["upload"]["held"], sent["upload"]["refused"]) == (1, 0)
    assert sent["upload"]["problems"] == []
    answer = lead.post(
        "/dicomweb/projects/liver/studies",
        body(scans.encoded(us), scans.encoded(mr), boundary="b"),
        content_type='multipart/related; type="application/dicom"; boundary=b',
    )
    assert answer.status_code == 202
    first, second = answer.json()["00081199"]["Value"]
    assert first["00081196"]["Value"] == [0xB000]
    assert "00081190" not in first
    assert "00081190" in second
    assert "00081198" not in answer.json()
    assert Upload.objects.latest("pk").held == 1


@pytest.mark.django_db(transaction=True)
def test_a_look_waits_for_a_decision_and_finds_the_image_gone(held: HeldSeries) -> None:
    person, answers = scans.person("another"), []

    def look() -> None:
        try:
            services.look_at_held(held=held, number=1, by=person)
        except NoSuchHeld as error:
            answers.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    with transaction.atomic():
        locked = HeldSeries.objects.select_for_update(of=("self",)).get(pk=held.pk)
        thread.start()
        thread.join(4)
        assert thread.is_alive()
        locked.instances.all().delete()
        locked.delete()
    thread.join(20)
    assert len(answers) == 1
