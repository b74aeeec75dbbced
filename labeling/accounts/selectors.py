"""Reads of people and tokens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from labeling.accounts.models import KeyChoices, Token, User
from labeling.core.hot_queries import fetch_one


def _columns(model: type[Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


STILL_WORKING = """
    token.sha256 = %(sha256)s AND token.revoked_at IS NULL
    AND (token.expires_at IS NULL OR token.expires_at > %(now)s)
"""
"""For hot queries over `accounts_token AS token`; its values are `token_values`."""
_TOKEN_FIELDS = [field.attname for field in Token._meta.concrete_fields]
_USER_FIELDS = [field.attname for field in User._meta.concrete_fields]
_BY_HASH = f"""
    SELECT {_columns(Token, "token")}, {_columns(User, "person")}
    FROM "{Token._meta.db_table}" AS token
    JOIN "{User._meta.db_table}" AS person ON person.id = token.user_id
    WHERE person.is_active AND {STILL_WORKING}
"""  # noqa: S608 (names of our own tables)


@dataclass(frozen=True)
class TokenUse:
    """A token that was used just now, and when it was noted last that it was."""

    token_id: int
    last_used_at: datetime | None


def tokens_of(user: User) -> QuerySet[Token]:
    """Those that still work."""
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Token.objects.filter(unexpired, revoked_at=None, user=user)


def keys_of(user: User) -> dict[str, list[str]]:
    """The keys that a person has chosen, by command."""
    found = KeyChoices.objects.filter(user=user).first()
    return dict(found.choices) if found else {}


def token_by_secret(secret: str) -> Token | None:
    """The working token with this secret, of a person who may still sign in; asked with every frame."""
    row = fetch_one(_BY_HASH, token_values(secret))
    if row is None:
        return None
    token: Token = _made(Token, _TOKEN_FIELDS, row[: len(_TOKEN_FIELDS)])
    token.user = _made(User, _USER_FIELDS, row[len(_TOKEN_FIELDS) :])
    return token


def token_values(secret: str) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(secret.encode()).hexdigest(), "now": timezone.now()}


def _made(model: Any, names: list[str], values: tuple[Any, ...]) -> Any:
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
