"""Opening a case for work."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation
from labeling.annotate.selectors import draft_of
from labeling.annotate.services.locking import lock_open
from labeling.assign.errors import NotYourAssignment
from labeling.assign.models import Assignment
from labeling.assign.services import begin_assignment, take_lease
from labeling.core import audit
from labeling.ingest.services import freeze_series
from labeling.projects.models import Task


@transaction.atomic
def open_annotation(*, assignment: Assignment, user: User, window: str = "") -> Annotation:
    """The reader's working copy with a fresh lease; an older window of the same case loses its own.

    The first time it begins from the current draft; after a return, from what was handed in.

    Args:
        assignment: whose case.
        user: its reader.
        window: browser and system, as an older window will be told.

    Raises:
        NotYourAssignment: 403. NotOpen: 409.
    """
    begun = begin_assignment(assignment=assignment, user=user)
    locked = take_lease(held=begun, window=window)
    rows = Annotation.objects.select_related("case__project", "case__series__study")
    found = rows.filter(assignment=locked).first()
    if found is None:
        freeze_series(series=locked.case.series)
        draft = draft_of(locked.case)
        found = Annotation.objects.create(
            case=locked.case,
            author=user,
            assignment=locked,
            draft=draft,
            base_blob=draft.mask_blob if draft else "",
            answers={} if locked.case.project.task == Task.CLASSIFICATION else None,
        )
        audit.record(
            act="annotation.opened", actor=user, project_id=locked.case.project_id, obj=found
        )
    found.assignment = locked
    return found


@transaction.atomic
def reopen_annotation(*, annotation: Annotation, user: User, window: str = "") -> Annotation:
    """A working copy once more, with a fresh lease: a read, or the user's own correction or merge.

    Args:
        annotation: whatever it was opened for.
        user: its author.
        window: browser and system, as an older window will be told.

    Raises:
        NotYourAssignment: 403. NotOpen: 409.
    """
    if annotation.assignment is not None:
        return open_annotation(assignment=annotation.assignment, user=user, window=window)
    if annotation.author_id != user.pk:
        raise NotYourAssignment
    lock_open(annotation)
    return take_lease(held=annotation, window=window)
