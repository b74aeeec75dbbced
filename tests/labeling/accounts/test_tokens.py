from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from labeling.accounts import services
from labeling.accounts.errors import ExpiryInThePast
from labeling.accounts.models import Token, User


@pytest.fixture
def ada() -> User:
    return get_user_model().objects.create_user("ada")


def _ask(secret: str, path: str = "/api/tokens") -> int:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


@pytest.mark.django_db
def test_a_token_opens_what_its_person_may_open(ada: User) -> None:
    new = services.create_token(user=ada, name="script")
    assert _ask(new.secret) == 200


@pytest.mark.django_db
def test_only_the_hash_of_a_token_is_kept(ada: User) -> None:
    new = services.create_token(user=ada, name="script")
    row = Token.objects.values().get(pk=new.token.pk)
    assert new.secret not in str(row)
    assert new.secret.startswith(row["prefix"])


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "gyre_nonsense", "x" * 5000])
def test_a_wrong_token_is_refused_and_never_taken_for_nobody(secret: str) -> None:
    answer = Client().get("/api/session", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_refused"


@pytest.mark.django_db
def test_a_revoked_token_stops_at_once(client: Client, ada: User) -> None:
    new = services.create_token(user=ada, name="script")
    client.force_login(ada)
    assert client.delete(f"/api/tokens/{new.token.pk}").status_code == 204
    assert _ask(new.secret) == 401
    assert client.delete(f"/api/tokens/{new.token.pk}").status_code == 404


@pytest.mark.django_db
def test_an_expired_token_is_refused(ada: User) -> None:
    new = services.create_token(
        user=ada, name="script", expires_at=timezone.now() + timedelta(hours=1)
    )
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _ask(new.secret) == 401


@pytest.mark.django_db
def test_a_token_can_not_be_made_to_expire_in_the_past(ada: User) -> None:
    with pytest.raises(ExpiryInThePast):
        services.create_token(user=ada, name="late", expires_at=timezone.now())


@pytest.mark.django_db
def test_a_token_of_a_person_who_was_shut_out_is_refused(ada: User) -> None:
    new = services.create_token(user=ada, name="script")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert _ask(new.secret) == 401


@pytest.mark.django_db
def test_another_persons_token_does_not_exist_for_me(client: Client, ada: User) -> None:
    new = services.create_token(user=ada, name="script")
    client.force_login(get_user_model().objects.create_user("eve"))
    assert client.get("/api/tokens").json() == []
    assert client.delete(f"/api/tokens/{new.token.pk}").status_code == 404
    assert _ask(new.secret) == 200


@pytest.mark.django_db
def test_the_secret_is_shown_once_and_last_use_is_noted(client: Client, ada: User) -> None:
    client.force_login(ada)
    made = client.post("/api/tokens", {"name": "script"}, content_type="application/json")
    assert made.status_code == 201
    _ask(made.json()["secret"])
    (listed,) = client.get("/api/tokens").json()
    assert "secret" not in listed
    assert listed["last_used_at"] is not None
