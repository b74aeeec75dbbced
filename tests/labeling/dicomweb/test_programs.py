"""Frames asked for with a token: one query, which knows everything that ends a right to see them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from labeling.accounts.models import Token
from labeling.accounts.services import create_token, revoke_token
from tests.labeling.dicomweb.conftest import Holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(ours: Holding) -> str:
    return create_token(user=ours.person, name="viewer").secret


def status(holding: Holding, secret: str) -> int:
    path = f"{holding.root}/{holding.instance_path()}/frames/1"
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_program_gets_the_bytes_that_a_browser_gets(ours: Holding, secret: str) -> None:
    path = f"{ours.root}/{ours.instance_path()}/frames/1"
    headers = {"Accept": "application/octet-stream; transfer-syntax=*"}
    browser = ours.client().get(path, headers=headers)
    program = Client().get(path, headers={**headers, "Authorization": f"Bearer {secret}"})
    assert program.content == browser.content
    assert program["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Cache-Control", "ETag", "Vary"):
        assert program[name]
    assert "X-Request-ID" in program


def test_a_frame_costs_one_query(
    ours: Holding, secret: str, django_assert_num_queries: object
) -> None:
    status(ours, secret)  # notes that the token was used
    with django_assert_num_queries(1):
        assert status(ours, secret) == 200


def test_a_revoked_token_sees_no_further_frame(ours: Holding, secret: str) -> None:
    assert status(ours, secret) == 200
    revoke_token(user=ours.person, token_id=Token.objects.get().pk)
    assert status(ours, secret) == 401


def test_an_expired_token_a_wrong_one_and_a_person_shut_out_are_refused(
    ours: Holding, secret: str
) -> None:
    assert status(ours, "gyre_wrong") == 401
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status(ours, secret) == 401
    Token.objects.update(expires_at=None)
    assert status(ours, secret) == 200
    ours.person.is_active = False
    ours.person.save()
    assert status(ours, secret) == 401


def test_a_membership_that_ended_ends_the_sight(ours: Holding, secret: str) -> None:
    ours.person.memberships.all().delete()
    assert status(ours, secret) == 404


def test_another_projects_frames_are_not_there(ours: Holding, theirs: Holding, secret: str) -> None:
    assert status(theirs, secret) == 404
    path = f"/dicomweb/{theirs.instance_path()}/frames/1"
    answer = Client().get(path, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_object")


@pytest.mark.parametrize(("numbers", "expected"), [("0", 404), ("2", 404), ("x", 400)])
def test_frames_that_are_none(ours: Holding, secret: str, numbers: str, expected: int) -> None:
    path = f"{ours.root}/{ours.instance_path()}/frames/{numbers}"
    assert Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code == expected
    assert Client().get(path).status_code == 401
