"""Acts on people and tokens."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from labeling.accounts.errors import ExpiryInThePast, NoSuchToken
from labeling.accounts.models import KeyChoices, Token, User
from labeling.accounts.selectors import TokenUse
from labeling.core import audit, ids

_PREFIX = "gyre"
_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewToken:
    """The only moment at which the secret is known."""

    token: Token
    secret: str


@transaction.atomic
def create_token(
    *, user: User, name: str, expires_at: datetime | None = None, actor: User | None = None
) -> NewToken:
    """Make a token that may do whatever its person may.

    Args:
        user: whose token it is.
        name: what it is for.
        expires_at: when it stops working; None: never.
        actor: who makes it, None for the command line.
    """
    if expires_at is not None and expires_at <= timezone.now():
        raise ExpiryInThePast(expected="a time after now", got=expires_at.isoformat())
    secret = ids.new_token(_PREFIX)
    token = Token.objects.create(
        user=user,
        name=name,
        prefix=secret[:12],
        sha256=hashlib.sha256(secret.encode()).hexdigest(),
        expires_at=expires_at,
    )
    audit.record(act="token.created", actor=actor, obj=token, person_id=user.pk)
    return NewToken(token=token, secret=secret)


@transaction.atomic
def revoke_token(*, user: User, token_id: int) -> Token:
    """Stop a token at once."""
    token = Token.objects.select_for_update().filter(pk=token_id, user=user).first()
    if token is None or token.revoked_at is not None:
        raise NoSuchToken(got=token_id)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    audit.record(act="token.revoked", actor=user, obj=token)
    return token


def note_use(*, use: TokenUse) -> None:
    """Remember when a token was last used, to the minute."""
    now = timezone.now()
    if use.last_used_at is not None and use.last_used_at >= now - _USE_NOTED_EVERY:
        return
    Token.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY), pk=use.token_id
    ).update(last_used_at=now)


@transaction.atomic
def make_person(*, username: str, password: str | None = None, is_admin: bool = False) -> User:
    """The person of that name, made if need be; never takes a right or a password away.

    A person made without a password can use tokens only.
    """
    person, made = User.objects.select_for_update().get_or_create(username=username)
    if made or password is not None:
        person.set_password(password)
    if is_admin:
        person.is_superuser = True
    person.save()
    if made:
        audit.record(act="person.created", actor=None, obj=person)
    return person


def choose_keys(*, user: User, choices: Mapping[str, Sequence[str]]) -> KeyChoices:
    """Keep the keys that a person has chosen, in place of all chosen before."""
    kept = {command: list(keys) for command, keys in choices.items()}
    found, _ = KeyChoices.objects.update_or_create(user=user, defaults={"choices": kept})
    return found
