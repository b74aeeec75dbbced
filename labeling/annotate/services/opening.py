"""Opening a case for work."""

import numpy as np
from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation
from labeling.annotate.selectors import draft_of, shape_of, stored_mask
from labeling.annotate.services.locking import lock_open
from labeling.assign.errors import NotYourAssignment
from labeling.assign.models import Assignment
from labeling.assign.services import begin_assignment, take_lease
from labeling.cohorts.models import Case
from labeling.core import audit, blobs
from labeling.imaging.masks import encode_mask
from labeling.ingest.services import freeze_series
from labeling.prelabel.models import Draft
from labeling.projects.models import Task
from labeling.projects.selectors import label_values


@transaction.atomic
def open_annotation(*, assignment: Assignment, user: User, window: str = "") -> Annotation:
    """The reader's working copy with a fresh lease; an older window of the same case loses its own.

    The first time it begins from the current draft, without the voxels whose label was taken out since
    it was made: no reader could hand those in. After a return, from what was handed in.

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
            base_blob=_base_of(draft, locked.case) if draft else "",
            answers={} if locked.case.project.task == Task.CLASSIFICATION else None,
        )
        audit.record(
            act="annotation.opened", actor=user, project_id=locked.case.project_id, obj=found
        )
    found.assignment = locked
    return found


def _base_of(draft: Draft, case: Case) -> str:
    labels = (0, *label_values(case.project))
    model = draft.model_version
    if not draft.mask_blob or (model and set(model.spec["label_values"]) <= set(labels)):
        return draft.mask_blob
    mask = stored_mask(draft.mask_blob, shape_of(case))
    known = np.isin(mask, labels)
    if known.all():
        return draft.mask_blob
    return blobs.put(encode_mask(np.where(known, mask, np.uint8(0)))).sha256


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
