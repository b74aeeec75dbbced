"""The checks before each change of a working copy, in the order in which rows are locked."""

from dataclasses import dataclass
from uuid import UUID

from labeling.annotate.errors import StaleAnnotation
from labeling.annotate.models import Annotation, Purpose
from labeling.assign.errors import NotOpen
from labeling.assign.models import Leased
from labeling.assign.services import lock_leased, lock_with_lease
from labeling.cohorts.models import Case, CaseState


@dataclass(frozen=True)
class Edit:
    """What every change brings: the version it builds on, the window's lease, the active time."""

    version: int
    lease_token: UUID | None
    active_seconds: int = 0


def lock_for(annotation: Annotation, edit: Edit) -> Annotation:
    """The working copy, locked, if this window may change this version of it.

    Raises:
        NotOpen: 409, it was handed in or taken away. LeaseLost: 409. StaleAnnotation: 412.
    """
    lock_window(annotation, edit.lease_token)
    rows = Annotation.objects.select_for_update(of=("self",))
    locked = rows.select_related(
        "assignment", "draft", "case__project", "case__series", "author"
    ).get(pk=annotation.pk)
    if locked.version != edit.version:
        raise StaleAnnotation(
            f"This window has version {edit.version}, the stored one is {locked.version}; "
            "nothing was overwritten.",
            expected=locked.version,
            got=edit.version,
        )
    locked.active_seconds = max(locked.active_seconds, edit.active_seconds)
    return locked


def lock_window(annotation: Annotation, token: UUID | None) -> Leased:
    """What the lease is on, locked, if the working copy is open and this window holds it.

    A reviewer's own is open as long as its case waits: that is looked at with the case locked.

    Raises:
        NotOpen, LeaseLost: 409.
    """
    if annotation.assignment is not None:
        return lock_leased(assignment=annotation.assignment, token=token)
    lock_open(annotation)
    return lock_with_lease(held=annotation, token=token)


def lock_open(annotation: Annotation) -> None:
    """`check_open` with the case locked, so that no decision overtakes it. Call inside a transaction."""
    Case.objects.select_for_update(of=("self",)).get(pk=annotation.case_id)
    check_open(annotation)


def check_open(annotation: Annotation) -> None:
    """Refuse changes of a correction or merge that was handed in, or whose case waits no more.

    Raises:
        NotOpen: 409.
    """
    if annotation.purpose == Purpose.READ:
        raise NotOpen
    state = Case.objects.values_list("state", flat=True).get(pk=annotation.case_id)
    if state != CaseState.SUBMITTED:
        raise NotOpen(
            f"The case is {state} by now; a {annotation.purpose} takes changes while it waits for "
            "a decision. What was saved is kept.",
            expected=CaseState.SUBMITTED.value,
            got=state,
        )
    if annotation.revisions.exists():
        raise NotOpen(f"This {annotation.purpose} was handed in.")
