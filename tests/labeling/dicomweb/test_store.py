from collections.abc import Callable

import pytest
from django.test import Client
from pydicom.dataset import Dataset

from labeling.accounts.services import create_token
from labeling.core import blobs
from labeling.core.models import AuditEvent
from labeling.ingest.models import Instance, Series, Upload
from labeling.projects.models import Project, Role
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
STORED, FAILED, OTHER, REASON = "00081199", "00081198", "0008119A", "00081197"
OHIF = 'multipart/related; type="application/dicom"; boundary="a b c"'


def body(*contents: bytes, boundary: str = "a b c", kind: str = "application/dicom") -> bytes:
    head = f"--{boundary}\r\nContent-Type: {kind}\r\n\r\n".encode()
    return b"".join(head + c + b"\r\n" for c in contents) + f"--{boundary}--".encode()


Post = Callable[..., tuple[int, dict]]


@pytest.fixture
def project() -> Project:
    return scans.project()


@pytest.fixture
def post(project: Project) -> Post:
    person = scans.person("engineer", project)
    token = create_token(user=person, name="test").secret

    def send(
        content: bytes, path: str = f"/dicomweb/projects/{project.slug}/studies", kind: str = OHIF
    ) -> tuple[int, dict]:
        response = Client(enforce_csrf_checks=True).post(
            path, content, content_type=kind, headers={"Authorization": f"Bearer {token}"}
        )
        return response.status_code, response.json()

    return send


def uids(module: dict, tag: str) -> list[str]:
    return [item["00081155"]["Value"][0] for item in module[tag]["Value"]]


def reasons(module: dict, tag: str) -> list[int]:
    return [item[REASON]["Value"][0] for item in module[tag]["Value"]]


def test_what_is_stored_is_listed_with_its_address_and_nothing_failed(post: Post) -> None:
    datasets = scans.slices("a")
    status, module = post(body(*(scans.encoded(ds) for ds in datasets)))
    assert status == 200
    assert uids(module, STORED) == [ds.SOPInstanceUID for ds in datasets]
    assert FAILED not in module
    assert OTHER not in module
    study = module["00081190"]["Value"][0]
    assert study.endswith(f"/dicomweb/projects/liver/studies/{datasets[0].StudyInstanceUID}")
    assert Upload.objects.get().source == "stow"
    stored = Instance.objects.get(sop_instance_uid=datasets[0].SOPInstanceUID)
    assert blobs.read(stored.blob) == scans.encoded(datasets[0])


def test_a_second_time_changes_nothing_and_is_no_fault(post: Post) -> None:
    content = body(scans.encoded(scans.slices("a")[0]))
    assert post(content)[0] == post(content)[0] == 200
    assert Instance.objects.count() == 1


def test_some_failed_is_202_with_a_reason_for_each(post: Post) -> None:
    good, other, report, *_ = scans.slices("a")
    assert post(body(scans.encoded(other)))[0] == 200
    del report.PixelData
    conflict = scans.changed(other, WindowCenter=3)
    status, module = post(
        body(scans.encoded(good), scans.encoded(conflict), scans.encoded(report), b"no DICOM")
    )
    assert status == 202
    assert uids(module, STORED) == [good.SOPInstanceUID]
    assert uids(module, FAILED) == [other.SOPInstanceUID]
    assert reasons(module, FAILED) == [0x0111]
    assert reasons(module, OTHER) == [0xA900, 0xC000]  # those whose UID could not be read
    assert AuditEvent.objects.filter(act="instance.conflict").count() == 1
    parsed = Dataset.from_json(module)  # clients read it as a data set
    assert parsed.FailedSOPSequence[0].FailureReason == 0x0111


def test_nothing_stored_is_409(post: Post) -> None:
    status, module = post(body(b"no DICOM"))
    assert (status, reasons(module, OTHER)) == (409, [0xC000])


def test_a_study_address_takes_that_study_only(post: Post) -> None:
    ours, other = scans.slices("a")[0], scans.slices("b")[0]
    path = f"/dicomweb/projects/liver/studies/{ours.StudyInstanceUID}"
    status, module = post(body(scans.encoded(ours), scans.encoded(other)), path)
    assert status == 202
    assert uids(module, FAILED) == [other.SOPInstanceUID]
    assert reasons(module, FAILED) == [0xA900]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ('multipart/related; type="application/dicom+json"; boundary=x', 415),
        ('multipart/related; type="application/dicom+xml"; boundary=x', 415),
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("multipart/related; type=application/dicom", 400),  # no boundary
        ('multipart/related; type="application/dicom"; boundary=other', 400),
    ],
)
def test_other_content_is_refused(post: Post, kind: str, status: int) -> None:
    found, problem = post(body(scans.encoded(scans.slices("a")[0])), kind=kind)
    assert (found, problem["status"]) == (status, status)
    assert not Instance.objects.exists()


def test_a_body_that_was_cut_off_stores_nothing(post: Post) -> None:
    content = body(*(scans.encoded(ds) for ds in scans.slices("a")))
    assert post(content[:-200])[0] == 400
    assert not Instance.objects.exists()
    assert not list(blobs.scratch().glob("*.part"))


def test_parts_of_another_type_are_refused(post: Post) -> None:
    assert post(body(b"{}", kind="application/dicom+json"))[0] == 415


def test_a_single_part_and_an_unquoted_boundary_are_taken(post: Post) -> None:
    one, two, *_ = scans.slices("a")
    assert post(scans.encoded(one), kind="application/dicom")[0] == 200
    kind = "multipart/related; type=application/dicom; boundary=0f3c-17"
    assert post(body(scans.encoded(two), boundary="0f3c-17"), kind=kind)[0] == 200


def test_the_series_is_asked_to_be_indexed_once(post: Post) -> None:
    post(body(*(scans.encoded(ds) for ds in scans.slices("a"))))
    series = Series.objects.get()
    assert (series.state, series.received_version) == ("receiving", 5)


def _session_post(person: object, **headers: str) -> int:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client.post(
        "/dicomweb/projects/liver/studies",
        body(scans.encoded(scans.slices("a")[0])),
        content_type=OHIF,
        headers=headers,
    ).status_code


def test_a_browser_needs_its_csrf_token(project: Project) -> None:
    assert _session_post(scans.person("lead", project, Role.LEAD)) == 403
    assert not Instance.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ANNOTATOR, 403), (Role.REVIEWER, 403), (Role.LEAD, 200), (Role.ENGINEER, 200)],
)
def test_only_some_may_store(project: Project, role: Role, status: int) -> None:
    client = Client()
    client.force_login(scans.person("somebody", project, role))
    content = body(scans.encoded(scans.slices("a")[0]))
    path = "/dicomweb/projects/liver/studies"
    assert client.post(path, content, content_type=OHIF).status_code == status


def test_strangers_find_no_project_and_the_unknown_must_sign_in(project: Project) -> None:
    stranger = Client()
    stranger.force_login(scans.person("stranger"))
    content = body(scans.encoded(scans.slices("a")[0]))
    for client, status in ((stranger, 404), (Client(), 401)):
        path = "/dicomweb/projects/liver/studies"
        assert client.post(path, content, content_type=OHIF).status_code == status


def test_without_a_project_it_goes_to_the_only_one_or_must_be_named(post: Post) -> None:
    one, two, *_ = (scans.encoded(ds) for ds in scans.slices("a"))
    assert post(body(one), "/dicomweb/studies")[0] == 200
    second = scans.project("second")
    second.memberships.create(user=Upload.objects.get().user, role=Role.LEAD)
    status, problem = post(body(two), "/dicomweb/studies")
    assert (status, problem["code"]) == (400, "no_project_to_store_in")
    assert post(body(two), "/dicomweb/studies?project=second")[0] == 200
    assert Instance.objects.filter(project=second).count() == 1


def test_an_admins_scans_go_to_the_inbox() -> None:
    admin = scans.person("admin")
    admin.is_superuser = True
    admin.save()
    client = Client()
    client.force_login(admin)
    content = body(scans.encoded(scans.slices("a")[0]))
    assert client.post("/dicomweb/studies", content, content_type=OHIF).status_code == 200
    assert Instance.objects.get().project.is_inbox
