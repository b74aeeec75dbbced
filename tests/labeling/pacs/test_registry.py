from typing import Any

import pytest
from django.db import connection

from labeling.accounts.models import User
from labeling.core.errors import SecretUnreadable
from labeling.core.models import AuditEvent
from labeling.pacs.errors import BadPacsUrl
from labeling.pacs.models import Pacs, PacsLink
from labeling.pacs.sealing import SEAL
from labeling.pacs.services import register_pacs
from tests.factories import make_member, make_project, make_user, signed_in
from tests.labeling.pacs.archives import make_pacs

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Hospital",
    "url": "https://pacs.example.org/dicom-web/",
    "auth": "basic",
    "username": "gyre",
    "secret": "open sesame",
}


@pytest.fixture
def admin() -> User:
    return make_user(admin=True)


def test_a_secret_is_never_shown_nor_stored_in_clear(admin: User) -> None:
    shown = signed_in(admin).post("/api/pacs", NEW)
    assert shown.status_code == 201
    assert shown.json()["has_secret"] is True
    assert "open sesame" not in shown.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM pacs_pacs p")
        assert "open sesame" not in cursor.fetchone()[0]
    assert "open sesame" not in str(list(AuditEvent.objects.values()))
    assert SEAL.unseal(Pacs.objects.get().secret) == "open sesame"


def test_a_secret_is_of_no_use_under_another_key(settings: Any) -> None:
    sealed = SEAL.seal("open sesame")
    settings.SECRET_KEY = "another"
    with pytest.raises(SecretUnreadable):
        SEAL.unseal(sealed)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://pacs.example.org",
        "file:///etc/passwd",
        "pacs.example.org/dicom-web",
        "https://user:secret@pacs.example.org/",
        "https://pacs.example.org/?a=b",
        "https://pacs.example.org/#a",
        "https://pacs.example.org\\@evil.example/",
        "https://pacs.example.org:port/",
        "https://pacs.example.org/ HTTP/1.1",
        "https://*.example.org/",
        "https://pacs.example.org/\u2028",
    ],
)
def test_an_address_must_be_a_plain_dicomweb_root(admin: User, url: str) -> None:
    with pytest.raises(BadPacsUrl):
        register_pacs(user=admin, values={**NEW, "url": url})


def test_a_token_that_would_end_its_header_is_refused(admin: User) -> None:
    values = {**NEW, "auth": "bearer", "secret": "token\r\nX-Other: 1"}
    assert signed_in(admin).post("/api/pacs", values).status_code == 400


def test_another_host_never_gets_the_old_secret(admin: User) -> None:
    pacs = register_pacs(user=admin, values=NEW)
    client = signed_in(admin)
    same = client.patch(f"/api/pacs/{pacs.pk}", {"url": "https://pacs.example.org/other"}).json()
    assert same["has_secret"] is True
    moved = client.patch(f"/api/pacs/{pacs.pk}", {"url": "https://evil.example/dicom-web"}).json()
    assert moved["has_secret"] is False
    assert moved["state"] == "unchecked"


def test_a_name_is_free_again_once_its_pacs_was_taken_out(admin: User) -> None:
    pacs = register_pacs(user=admin, values=NEW)
    project = make_project()
    PacsLink.objects.create(project=project, pacs=pacs)
    client = signed_in(admin)
    assert client.post("/api/pacs", NEW).status_code == 409
    assert client.delete(f"/api/pacs/{pacs.pk}").status_code == 204
    pacs.refresh_from_db()
    assert pacs.secret == ""
    assert client.get(f"/api/projects/{project.slug}/pacs").json() == []
    assert client.post("/api/pacs", NEW).status_code == 201


def test_a_lead_switches_sending_but_links_nothing(admin: User) -> None:
    project = make_project()
    mine = make_pacs("https://one.example.org", project)
    lead = signed_in(make_member(project, "lead"))
    address = f"/api/projects/{project.slug}/pacs"

    switched = lead.put(address, {"links": [{"pacs": mine.pk, "sends_results": True}]})

    assert switched.json() == [
        {
            "pacs": {"id": mine.pk, "name": "Archive", "state": "unchecked"},
            "sends_results": True,
        }
    ]
    assert lead.put(address, {"links": []}).status_code == 403
    assert PacsLink.objects.filter(project=project, sends_results=True).exists()
    assert signed_in(admin).put(address, {"links": []}).json() == []


def test_a_pacs_of_another_project_is_not_there(loopback: None) -> None:
    mine, theirs = make_project(), make_project()
    pacs = make_pacs("http://127.0.0.1:9/", theirs)
    engineer = signed_in(make_member(mine, "engineer"))
    series = [{"study_instance_uid": "1.2", "series_instance_uid": "1.3"}]
    search = engineer.post(f"/api/projects/{mine.slug}/pacs/{pacs.pk}/search", {})
    pull = engineer.post(f"/api/projects/{mine.slug}/pulls", {"pacs": pacs.pk, "series": series})
    assert (search.status_code, pull.status_code) == (404, 404)


@pytest.mark.parametrize(
    "body",
    [
        {"StudyDate": "yesterday"},
        {"PatientName": "A\\B"},
        {"limit": 0},
        {"offset": -1},
        {"filters": {"PatientID": "1"}},
        {"SliceThickness": "1"},
    ],
)
def test_a_malformed_search_is_refused_before_the_archive_is_asked(
    liar: Any, body: dict[str, object]
) -> None:
    project = make_project()
    pacs = make_pacs(liar.address, project)
    engineer = signed_in(make_member(project, "engineer"))
    answer = engineer.post(f"/api/projects/{project.slug}/pacs/{pacs.pk}/search", body)
    assert answer.status_code == 400
    assert liar.asked == []


def test_what_is_searched_for_stands_in_no_address_of_ours_and_in_no_log(
    liar: Any, caplog: pytest.LogCaptureFixture
) -> None:
    project = make_project()
    pacs = make_pacs(liar.address, project)
    engineer = signed_in(make_member(project, "engineer"))
    with caplog.at_level("DEBUG", logger="gyre"):
        engineer.post(
            f"/api/projects/{project.slug}/pacs/{pacs.pk}/search", {"PatientName": "Sentinel*"}
        )
    assert "Sentinel" in liar.asked[0][1]
    assert "Sentinel" not in caplog.text
