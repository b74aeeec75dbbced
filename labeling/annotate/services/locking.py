"""The checks before each change of a working copy, in the order in which rows are locked."""

from dataclasses import dataclass
from uuid import UUID

from labeling.annotate.errors import StaleAnnotation
from labeling.annotate.models import Annotation
from labeling.assign.errors import NotOpen
from labeling.assign.services import lock_leased


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
    if annotation.assignment is None:
        raise NotOpen
    lock_leased(assignment=annotation.assignment, token=edit.lease_token)
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
