"""Handing a case in."""

from django.db import transaction

from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors import decode_for
from labeling.annotate.services.locking import Edit, lock_for
from labeling.annotate.services.revisions import check_hash, record_revision
from labeling.assign.errors import NotOpen
from labeling.assign.services import submit_assignment
from labeling.cohorts.models import Case
from labeling.imaging.masks import mask_sha256
from labeling.projects.models import Task
from labeling.projects.selectors import require_task


@transaction.atomic
def submit_annotation(
    *, annotation: Annotation, edit: Edit, mask_bytes: bytes, sha256: str
) -> Revision:
    """Make the whole mask a revision. The working copy goes on from it if the case comes back.

    Args:
        annotation: any copy; the row is locked and read again.
        edit: the version that the mask builds on, the lease, the active time in all.
        mask_bytes: gzip(uint8 `(z, y, x)`).
        sha256: hex, of the raw bytes, as the sender counted it.

    Raises:
        WrongTask, NotOpen, LeaseLost: 409. StaleAnnotation: 412.
        MaskRefused, MaskHashMismatch: 422.
    """
    require_task(annotation.case.project, Task.SEGMENTATION)
    mask = decode_for(annotation.case, mask_bytes)
    check_hash(mask_sha256(mask), sha256)
    Case.objects.select_for_update(of=("self",)).get(pk=annotation.case_id)
    locked = lock_for(annotation, edit)
    if locked.assignment is None:
        raise NotOpen
    revision = record_revision(
        annotation=locked,
        author=locked.author,
        mask=mask,
        origin=Origin.READER,
        active_seconds=locked.active_seconds,
    )
    locked.version += 1
    locked.base_blob = revision.mask_blob
    locked.save(update_fields=["version", "base_blob", "active_seconds", "saved_at"])
    locked.slices.all().delete()
    submit_assignment(assignment=locked.assignment, user=locked.author)
    return revision
