"""Handing a mask in."""

from contextlib import suppress

from django.db import transaction

from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors import Mask, decode_for
from labeling.annotate.services.locking import Edit, lock_for
from labeling.annotate.services.revisions import check_hash, record_revision
from labeling.assign.errors import NotOpen
from labeling.assign.models import AssignmentState
from labeling.assign.selectors import active_assignments
from labeling.assign.services import submit_assignment
from labeling.cohorts.models import Case
from labeling.core import jobs
from labeling.imaging.masks import mask_sha256
from labeling.projects.models import Task
from labeling.projects.selectors import require_task


@transaction.atomic
def submit_annotation(
    *, annotation: Annotation, edit: Edit, mask_bytes: bytes, sha256: str
) -> Revision:
    """Make the whole mask of a read a revision. The working copy goes on from it if the case comes back.

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
    if annotation.assignment is None:
        raise NotOpen("This is no read: a correction or merge is handed in as such.")
    revision = revision_of(
        annotation=annotation,
        edit=edit,
        mask_bytes=mask_bytes,
        sha256=sha256,
        origin=Origin.READER,
    )
    submit_assignment(assignment=annotation.assignment, user=annotation.author)
    _compare_reads(annotation.case)
    return revision


@transaction.atomic
def revision_of(
    *, annotation: Annotation, edit: Edit, mask_bytes: bytes, sha256: str, origin: Origin
) -> Revision:
    """The mask of a working copy as a revision, which becomes its base. The caller moves the case.

    Args and raises: as `submit_annotation`.
    """
    mask: Mask = decode_for(annotation.case, mask_bytes)
    check_hash(mask_sha256(mask), sha256)
    Case.objects.select_for_update(of=("self",)).get(pk=annotation.case_id)
    locked = lock_for(annotation, edit)
    revision = record_revision(
        annotation=locked,
        author=locked.author,
        mask=mask,
        origin=origin,
        active_seconds=locked.active_seconds,
    )
    locked.version += 1
    locked.base_blob = revision.mask_blob
    locked.save(update_fields=["version", "base_blob", "active_seconds", "saved_at"])
    locked.slices.all().delete()
    return revision


def _compare_reads(case: Case) -> None:
    """With the last of several reads, `review` compares them before somebody looks.

    A full queue keeps nobody from handing in: who looks asks for the comparison again.
    """
    reads = active_assignments(case).values_list("state", flat=True)
    if len(reads) < 2 or set(reads) != {AssignmentState.SUBMITTED}:
        return
    with suppress(jobs.QueueFull):
        jobs.enqueue(
            "review.compare_reads", queue="web", once=f"compare reads {case.pk}", case_id=case.pk
        )
