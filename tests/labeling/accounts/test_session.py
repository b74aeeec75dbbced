import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from labeling.accounts.models import User
from labeling.projects.models import Membership, Project

PASSWORD = "a long enough secret"


@pytest.fixture
def ada() -> User:
    return get_user_model().objects.create_user("ada", password=PASSWORD, first_name="Ada")


def _sign_in(client: Client, password: str = PASSWORD) -> int:
    answer = client.post(
        "/api/session",
        {"username": "ada", "password": password},
        content_type="application/json",
    )
    return answer.status_code


@pytest.mark.django_db
def test_nobody_is_told_to_sign_in_and_gets_the_csrf_cookie(client: Client) -> None:
    answer = client.get("/api/session")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "sign_in_needed"
    assert "csrftoken" in answer.cookies


@pytest.mark.django_db
def test_signing_in_answers_with_the_person_and_the_projects(client: Client, ada: User) -> None:
    project = Project.objects.create(slug="hippo", name="Hippocampus")
    Project.objects.create(slug="other", name="Other")
    Membership.objects.create(project=project, user=ada, role="reviewer")
    assert _sign_in(client) == 200
    assert client.get("/api/session").json() == {
        "person": {"id": ada.pk, "username": "ada", "name": "Ada", "is_admin": False},
        "projects": [
            {"id": project.pk, "slug": "hippo", "name": "Hippocampus", "role": "reviewer"}
        ],
    }


@pytest.mark.django_db
def test_signing_out_ends_the_session(client: Client, ada: User) -> None:
    _sign_in(client)
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/session").status_code == 401


@pytest.mark.django_db
def test_signing_in_needs_the_csrf_token(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert _sign_in(strict) == 403
    strict.get("/api/session")
    token = strict.cookies["csrftoken"].value
    answer = strict.post(
        "/api/session",
        {"username": "ada", "password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 200


@pytest.mark.django_db
def test_five_failures_lock_the_name_and_say_so(client: Client, ada: User) -> None:
    assert [_sign_in(client, "wrong") for _ in range(4)] == [401] * 4
    assert _sign_in(client, "wrong") == 429
    answer = client.post(
        "/api/session",
        {"username": "ada", "password": PASSWORD},
        content_type="application/json",
    )
    assert answer.status_code == 429
    assert "locked for 15 minutes" in answer.json()["detail"]


@pytest.mark.django_db
def test_missing_fields_are_named(client: Client) -> None:
    answer = client.post("/api/session", {"username": "ada"}, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"password": ["This field is required."]}


@pytest.mark.django_db
def test_an_admin_sees_every_project(client: Client) -> None:
    Project.objects.create(slug="hippo", name="Hippocampus")
    client.force_login(get_user_model().objects.create_superuser("root"))
    projects = client.get("/api/session").json()["projects"]
    assert [(project["slug"], project["role"]) for project in projects] == [("hippo", "admin")]
