import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from labeling.core.models import AuditEvent
from labeling.ingest import services
from labeling.ingest.models import Instance, Series, SeriesState
from labeling.projects.models import Project, Role
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return scans.project()


@pytest.fixture
def sign_in(project: Project) -> Callable[[str], Client]:
    """A client of a person with a role in the project; "stranger" and "anonymous" have none."""

    def client_of(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            member = None if role == "stranger" else project
            client.force_login(scans.person(role, member, Role(role) if member else Role.LEAD))
        return client

    return client_of


def _files(*contents: bytes) -> dict[str, list[SimpleUploadedFile]]:
    return {"file": [SimpleUploadedFile(f"{n}.dcm", c) for n, c in enumerate(contents)]}


def _zipped(contents: list[bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n, content in enumerate(contents):
            archive.writestr(f"folder/{n}", content)
    return buffer.getvalue()


def test_an_upload_from_its_beginning_to_a_ready_series(
    project: Project, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("engineer")
    upload = client.post("/api/projects/liver/uploads").json()
    one, *rest = [scans.encoded(ds) for ds in scans.slices("a")]
    sent = client.post(f"/api/uploads/{upload['id']}/files", _files(one, one, b"hello"))
    assert sent.status_code == 200
    assert [f["outcome"] for f in sent.json()["files"]] == ["stored", "known", "refused"]
    client.post(f"/api/uploads/{upload['id']}/files", _files(_zipped(rest)))
    finished = client.post(f"/api/uploads/{upload['id']}/finish").json()
    assert (finished["state"], finished["stored"], finished["known"], finished["refused"]) == (
        *("finished", 5, 1, 1),
    )
    (problem,) = finished["problems"]
    assert (problem["file"], problem["code"]) == ("2.dcm", "not_dicom")
    assert "expected a DICOM file" in problem["message"]
    assert client.get(f"/api/uploads/{upload['id']}").json() == finished
    assert AuditEvent.objects.get(act="upload.finished").detail["stored"] == 5
    late = client.post(f"/api/uploads/{upload['id']}/files", _files(one))
    assert (late.status_code, late.json()["code"]) == (409, "upload_closed")

    (series_id,) = services.series_behind(project=project)
    services.index_series(series_id=series_id)
    (series,) = client.get("/api/projects/liver/series").json()["results"]
    assert (series["state"], series["instances"]) == ("ready", 5)
    picture = client.get(series["thumbnail"])
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"
    held = client.get(series["thumbnail"], headers={"If-None-Match": picture["ETag"]})
    assert held.status_code == 304


def test_series_that_form_no_volume_are_listed_with_their_reason(
    project: Project, sign_in: Callable[[str], Client]
) -> None:
    services.store_series(project=project, datasets=scans.slices("a"))
    broken = scans.slices("b")
    del broken[2]
    services.store_series(project=project, datasets=broken)
    client = sign_in("annotator")
    (series,) = client.get("/api/projects/liver/series?problem=true").json()["results"]
    assert (series["state"], series["problem_code"]) == ("unusable", "missing_slice")
    assert series["problem"].startswith("expected")
    assert client.get("/api/projects/liver/series?problem=false").json()["count"] == 1
    assert client.get("/api/projects/liver/series?problem=perhaps").status_code == 400


def test_a_request_without_files_is_refused(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("lead")
    upload = client.post("/api/projects/liver/uploads").json()
    response = client.post(f"/api/uploads/{upload['id']}/files", {"other": "x"})
    assert (response.status_code, response.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("anonymous", 401, 401),
        ("stranger", 404, 404),
        ("annotator", 200, 403),
        ("reviewer", 200, 403),
        ("lead", 200, 200),
        ("engineer", 200, 200),
    ],
)
def test_who_may_upload_and_who_may_look(
    project: Project, sign_in: Callable[[str], Client], role: str, reads: int, writes: int
) -> None:
    client = sign_in(role)
    series = services.store_series(project=project, datasets=scans.slices("a"))
    upload = services.open_upload(project=project, user=None, source="browser")
    assert client.get("/api/projects/liver/series").status_code == reads
    assert client.get(f"/api/series/{series.pk}/thumbnail").status_code == reads
    assert client.get(f"/api/uploads/{upload.pk}").status_code == reads
    opened = client.post("/api/projects/liver/uploads").status_code
    assert opened == (201 if writes == 200 else writes)
    content = scans.encoded(scans.slices("b")[0])
    sent = client.post(f"/api/uploads/{upload.pk}/files", _files(content)).status_code
    assert sent == writes
    assert client.post(f"/api/uploads/{upload.pk}/finish").status_code == writes
    assert Instance.objects.count() == (6 if writes == 200 else 5)


def test_a_folder_is_imported_and_what_is_wrong_is_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for n, ds in enumerate(scans.slices("a")):
        scans.written(ds, tmp_path / "deep" / f"{n}")
    for n, ds in enumerate(scans.slices("b")):
        if n != 2:
            scans.written(ds, tmp_path / f"b{n}.dcm")
    (tmp_path / "notes.txt").write_text("hello")
    out, err = StringIO(), StringIO()
    call_command("import_dicom", str(tmp_path), project="liver", stdout=out, stderr=err)
    assert "notes.txt: expected a DICOM file" in err.getvalue()
    assert "ready, 5 x 16 x 12 (z, y, x)" in out.getvalue()
    assert "(missing_slice)" in out.getvalue()
    assert "9 stored, 0 known, 1 refused; 1 of 2 series ready" in out.getvalue()
    out = StringIO()
    call_command("import_dicom", str(tmp_path), project="liver", stdout=out, stderr=err)
    assert "0 stored, 9 known, 1 refused; 0 of 0 series ready" in out.getvalue()


def test_without_a_project_a_folder_goes_to_the_inbox(tmp_path: Path) -> None:
    scans.written(scans.slices("a")[0], tmp_path / "it")
    call_command("import_dicom", str(tmp_path), stdout=StringIO())
    series = Series.objects.get()
    assert (series.project.is_inbox, series.state) == (True, SeriesState.READY)


def test_a_missing_folder_or_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_dicom", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="no-such"):
        call_command("import_dicom", str(tmp_path), project="no-such")
