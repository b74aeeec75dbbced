from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from labeling.accounts.models import User
from labeling.projects.models import Membership, Project


def _create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue().splitlines()[-1]


def _projects(secret: str) -> list[tuple[str, str]]:
    answer = Client().get("/api/session", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    return [(project["slug"], project["role"]) for project in answer.json()["projects"]]


@pytest.fixture(autouse=True)
def _two_projects(db: None) -> None:
    Project.objects.create(slug="a", name="A")
    Project.objects.create(slug="b", name="B")


def test_the_last_line_is_a_token_that_works_and_an_admin_sees_every_project() -> None:
    secret = _create("--user", "ada", "--role", "admin")
    assert User.objects.get(username="ada").is_superuser
    assert _projects(secret) == [("a", "admin"), ("b", "admin")]


def test_another_role_joins_every_project_that_there_is() -> None:
    secret = _create("--user", "bob", "--role", "engineer")
    assert _projects(secret) == [("a", "engineer"), ("b", "engineer")]


def test_a_role_can_be_given_in_one_project() -> None:
    secret = _create("--user", "bob", "--role", "annotator", "--project", "b")
    assert _projects(secret) == [("b", "annotator")]


def test_a_second_token_keeps_the_person() -> None:
    first = _create("--user", "bob", "--role", "lead")
    second = _create("--user", "bob", "--role", "lead")
    assert first != second
    assert User.objects.filter(username="bob").count() == 1
    assert _projects(first) == _projects(second)


def test_an_unknown_project_is_named_and_nobody_is_made() -> None:
    with pytest.raises(CommandError, match="There is no project 'zzz'"):
        _create("--user", "eve", "--role", "lead", "--project", "zzz")
    assert not User.objects.filter(username="eve").exists()
    assert Membership.objects.count() == 0
