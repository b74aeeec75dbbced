"""A lease keeps two windows from editing the same case.

The window that opened last holds it. It renews the lease while it is open; each save checks it. A
lease that ran out stays good until another window takes it, so a sleeping laptop loses nothing.

A read's lease is on its assignment; a reviewer's own working copy holds its own.
"""

from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from labeling.assign.errors import LeaseLost
from labeling.assign.models import Assignment, AssignmentState, Leased
from labeling.assign.services.progress import closed

LEASE: Final = timedelta(seconds=120)

Held = TypeVar("Held", bound=Leased)


@transaction.atomic
def take_lease(*, held: Held, window: str = "") -> Held:
    """Take a lease for a window; an older one loses it. The caller has made sure whose it is.

    Args:
        held: any copy; the row is locked and read again.
        window: browser and system, for the words that the older window shows.
    """
    locked = _lock(held)
    locked.lease_token = uuid4()
    locked.lease_since = timezone.now()
    locked.lease_window = window[:80]
    return extend_lease(locked)


def extend_lease(held: Held) -> Held:
    """Keep the lease for another while. The row is locked."""
    held.lease_until = timezone.now() + LEASE
    held.save(update_fields=["lease_token", "lease_until", "lease_since", "lease_window"])
    return held


def lock_leased(*, assignment: Assignment, token: UUID | None) -> Assignment:
    """The assignment, locked, if it is in progress and this token holds it. Call inside a transaction.

    Raises:
        NotOpen: 409. LeaseLost: 409.
    """
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=assignment.pk)
    )
    if locked.state != AssignmentState.IN_PROGRESS:
        raise closed(locked)
    return _checked(locked, token)


def lock_with_lease(*, held: Held, token: UUID | None) -> Held:
    """The row, locked, if this token holds its lease. Call inside a transaction.

    Raises:
        LeaseLost: 409.
    """
    return _checked(_lock(held), token)


def _lock(held: Held) -> Held:
    return type(held)._default_manager.select_for_update(of=("self",)).get(pk=held.pk)


def _checked(held: Held, token: UUID | None) -> Held:
    if token is None or held.lease_token != token:
        raise _lost(held)
    return held


def _lost(held: Leased) -> LeaseLost:
    if held.lease_token is None or held.lease_since is None:
        return LeaseLost("The case was opened in another window, which has closed since.")
    where = f" ({held.lease_window})" if held.lease_window else ""
    return LeaseLost(
        f"You opened this case in another window{where}; that one saves now.",
        got={"window": held.lease_window, "since": held.lease_since.isoformat()},
    )
