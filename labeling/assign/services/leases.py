"""A lease keeps two windows from editing the same case.

The window that opened last holds it. It renews the lease while it is open; each save checks it. A
lease that ran out stays good until another window takes it, so a sleeping laptop loses nothing.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.assign.errors import LeaseLost, NotYourAssignment
from labeling.assign.models import Assignment, AssignmentState
from labeling.assign.services.progress import closed

LEASE: Final = timedelta(seconds=120)


@transaction.atomic
def lease(*, assignment: Assignment, user: User, window: str = "") -> Assignment:
    """Take the lease for a window of its reader; an older window loses it.

    Args:
        assignment: any copy; the row is locked and read again.
        user: must be its reader.
        window: browser and system, for the words that the older window shows.

    Raises:
        NotYourAssignment: 403.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.assignee_id != user.pk:
        raise NotYourAssignment
    locked.lease_token = uuid4()
    locked.lease_since = timezone.now()
    locked.lease_window = window[:80]
    return _extend(locked)


@transaction.atomic
def renew(*, assignment: Assignment, token: UUID | None) -> Assignment:
    """Keep the lease for another while.

    Raises:
        NotOpen: 409, the case was handed in or taken away. LeaseLost: 409, another window has it.
    """
    return _extend(lock_leased(assignment=assignment, token=token))


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
    if token is None or locked.lease_token != token:
        raise _lost(locked)
    return locked


def _lost(assignment: Assignment) -> LeaseLost:
    if assignment.lease_token is None or assignment.lease_since is None:
        return LeaseLost("The case was opened in another window, which has closed since.")
    where = f" ({assignment.lease_window})" if assignment.lease_window else ""
    return LeaseLost(
        f"You opened this case in another window{where}; that one saves now.",
        got={"window": assignment.lease_window, "since": assignment.lease_since.isoformat()},
    )


def _extend(assignment: Assignment) -> Assignment:
    assignment.lease_until = timezone.now() + LEASE
    assignment.save(
        update_fields=["lease_token", "lease_until", "lease_since", "lease_window", "changed_at"]
    )
    return assignment
