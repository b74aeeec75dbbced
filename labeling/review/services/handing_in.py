"""Handing in a correction or a merge."""

from dataclasses import dataclass

from django.db import transaction

from labeling.annotate.models import Annotation, Origin, Purpose, Revision
from labeling.annotate.services import revision_of
from labeling.annotate.services.locking import Edit
from labeling.assign.errors import NotOpen
from labeling.cohorts.models import CaseState
from labeling.projects.permissions import Act, require
from labeling.review.models import Review
from labeling.review.selectors import signs_alone
from labeling.review.services.approving import approve_revision
from labeling.review.services.locking import check_waits, lock_case


@dataclass(frozen=True)
class HandedIn:
    """The new mask; `review` is null where another reviewer has to sign it."""

    revision: Revision
    review: Review | None


@transaction.atomic
def hand_in(*, annotation: Annotation, edit: Edit, mask_bytes: bytes, sha256: str) -> HandedIn:
    """Make a correction or merge a revision, and sign it where its author may.

    Args:
        annotation: any copy of the reviewer's own; the row is locked and read again.
        edit: the version that the mask builds on, the lease, the active time in all.
        mask_bytes: gzip(uint8 `(z, y, x)`).
        sha256: hex, of the raw bytes, as the sender counted it.

    Raises:
        ActRefused: 403. NotOpen, LeaseLost, NewerRevision: 409. StaleAnnotation: 412.
        MaskRefused, MaskHashMismatch: 422.
    """
    if annotation.purpose == Purpose.READ:
        raise NotOpen("This is a read: it is submitted.")
    require(annotation.author, annotation.case.project, Act.REVIEW)
    merging = annotation.purpose == Purpose.ADJUDICATION
    revision = revision_of(
        annotation=annotation,
        edit=edit,
        mask_bytes=mask_bytes,
        sha256=sha256,
        origin=Origin.ADJUDICATED if merging else Origin.REVIEWER,
    )
    check_waits(lock_case(revision), revision, (CaseState.SUBMITTED,))
    if not signs_alone(revision):
        return HandedIn(revision, None)
    review = approve_revision(revision=revision, reviewer=annotation.author)
    return HandedIn(revision, review)
