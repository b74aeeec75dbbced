"""Reads of people and tokens."""

import hashlib

from django.db.models import Q, QuerySet
from django.utils import timezone

from labeling.accounts.models import Token, User


def tokens_of(user: User) -> QuerySet[Token]:
    """Those that still work."""
    return _working().filter(user=user)


def token_by_secret(secret: str) -> Token | None:
    """The working token with this secret, of a person who may still sign in."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return _working().select_related("user").filter(sha256=digest, user__is_active=True).first()


def _working() -> QuerySet[Token]:
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Token.objects.filter(unexpired, revoked_at=None)
