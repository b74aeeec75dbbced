"""Registering a PACS: an admin's act."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.core import audit
from labeling.pacs.errors import AdminOnly, BadPacsSecret, PacsNameTaken
from labeling.pacs.models import Pacs, PacsAuth, PacsState
from labeling.pacs.origins import check_root, origin
from labeling.pacs.sealing import SEAL

FIELDS = ("name", "url", "auth", "username")
_ASKED_WITH = ("url", "auth", "username", "secret")


@transaction.atomic
def register_pacs(*, user: User, values: Mapping[str, Any]) -> Pacs:
    """A new PACS, not asked yet.

    Args:
        user: an admin.
        values: name, url, auth, username; `secret` in clear, which is sealed before it is stored.

    Raises:
        AdminOnly: 403. BadPacsUrl, BadPacsSecret: 400. PacsNameTaken: 409.
    """
    pacs = Pacs(created_by=user)
    _change(pacs, user, values)
    audit.record(act="pacs.registered", actor=user, obj=pacs, host=_host(pacs.url))
    return pacs


@transaction.atomic
def change_pacs(*, pacs: Pacs, user: User, values: Mapping[str, Any]) -> Pacs:
    """Change what is given. Another address never gets the old secret: it has to be entered again.

    Raises:
        AdminOnly: 403. BadPacsUrl, BadPacsSecret: 400. PacsNameTaken: 409.
    """
    pacs = Pacs.objects.select_for_update().get(pk=pacs.pk)
    elsewhere = origin(values.get("url", pacs.url)) != origin(pacs.url)
    _change(pacs, user, {"secret": "", **values} if elsewhere else values)
    audit.record(
        act="pacs.changed", actor=user, obj=pacs, changed=sorted(values), host=_host(pacs.url)
    )
    return pacs


@transaction.atomic
def retire_pacs(*, pacs: Pacs, user: User) -> None:
    """Take a PACS out: its secret and its links go, what came from it stays.

    Raises:
        AdminOnly: 403.
    """
    _check_admin(user)
    pacs = Pacs.objects.select_for_update().get(pk=pacs.pk)
    pacs.links.all().delete()
    pacs.secret, pacs.retired_at = "", timezone.now()
    pacs.save(update_fields=["secret", "retired_at"])
    audit.record(act="pacs.retired", actor=user, obj=pacs)


def _change(pacs: Pacs, user: User, values: Mapping[str, Any]) -> None:
    _check_admin(user)
    for name in FIELDS:
        setattr(pacs, name, values.get(name, getattr(pacs, name)))
    if "secret" in values:
        _check_secret(pacs, values["secret"])
        pacs.secret = SEAL.seal(values["secret"])
    if pacs.auth == PacsAuth.NONE:
        pacs.username, pacs.secret = "", ""
    if set(_ASKED_WITH) & set(values):
        pacs.state, pacs.problem, pacs.checked_at = PacsState.UNCHECKED, "", None
    check_root(pacs.url)
    pacs.url = pacs.url.rstrip("/")
    taken = Pacs.objects.filter(name=pacs.name, retired_at=None).exclude(pk=pacs.pk)
    if taken.exists():
        raise PacsNameTaken(f"A PACS named {pacs.name!r} is registered already.")
    pacs.save()


def _check_secret(pacs: Pacs, secret: str) -> None:
    """It becomes a header as it is: no line ends, nothing that a header cannot hold."""
    plain = secret.isascii() and secret.isprintable() and " " not in secret
    if pacs.auth == PacsAuth.BEARER and not plain:
        raise BadPacsSecret


def _check_admin(user: User) -> None:
    if not user.is_superuser:
        raise AdminOnly


def _host(url: str) -> str:
    return origin(url)[1]
