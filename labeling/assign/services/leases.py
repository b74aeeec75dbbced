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
from labeling.assign.models import Assignment

LEASE: Final = timedelta(seconds=120)


@transaction.atomic
def lease(*, assignment: Assignment, user: User) -> Assignment:
    """Take the lease for a window of its reader; an older window loses it.

    Raises:
        NotYourAssignment: 403.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.assignee_id != user.pk:
        raise NotYourAssignment
    return _extend(locked, uuid4())


@transaction.atomic
def renew(*, assignment: Assignment, token: UUID | None) -> Assignment:
    """Keep the lease for another while.

    Raises:
        LeaseLost: 409, another window has it.
    """
    locked = lock_leased(assignment=assignment, token=token)
    return _extend(locked, locked.lease_token)


def lock_leased(*, assignment: Assignment, token: UUID | None) -> Assignment:
    """The assignment, locked, if this token holds it. Call inside a transaction.

    Raises:
        LeaseLost: 409.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if token is None or locked.lease_token != token:
        raise LeaseLost
    return locked


def _extend(assignment: Assignment, token: UUID | None) -> Assignment:
    assignment.lease_token = token
    assignment.lease_until = timezone.now() + LEASE
    assignment.save(update_fields=["lease_token", "lease_until", "changed_at"])
    return assignment
