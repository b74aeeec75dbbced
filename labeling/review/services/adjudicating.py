"""Making one mask of the reads of two people."""

from collections.abc import Sequence
from enum import StrEnum

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Purpose, Revision
from labeling.annotate.selectors import Mask, revision_mask
from labeling.annotate.services import reopen_annotation
from labeling.cohorts.models import Case
from labeling.core import audit, blobs
from labeling.imaging.masks import encode_mask
from labeling.projects.models import Task
from labeling.projects.permissions import Act, require
from labeling.projects.selectors import require_task
from labeling.review.errors import NoTwoReads
from labeling.review.merging import agreed
from labeling.review.selectors import waiting_reads
from labeling.review.services.locking import check_chooses_freely


class Begin(StrEnum):
    """What the adjudicator's working copy begins from."""

    FIRST = "first"
    SECOND = "second"
    AGREED = "agreed"


@transaction.atomic
def open_adjudication(*, case: Case, adjudicator: User, begin: Begin) -> Annotation:
    """A working copy made of the two reads; the one that is open already, if there is.

    Args:
        case: two readers have handed in.
        adjudicator: no reader of the case; gets a fresh lease.
        begin: from a read, or from what both agree on, with background where they do not.

    Raises:
        ActRefused: 403. NoTwoReads, ReadByYou, WrongTask: 409.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    locked = rows.get(pk=case.pk)
    require(adjudicator, locked.project, Act.REVIEW)
    require_task(locked.project, Task.SEGMENTATION)
    reads = waiting_reads(locked)
    if len(reads) < 2:
        raise NoTwoReads(expected=2, got=len(reads))
    check_chooses_freely(locked, adjudicator)
    found = _open_one(locked, adjudicator, reads)
    if found is None:
        found = _begin(locked, adjudicator, reads, begin)
    return reopen_annotation(annotation=found, user=adjudicator)


def _open_one(case: Case, adjudicator: User, reads: Sequence[Revision]) -> Annotation | None:
    """The adjudicator's merge of just these reads that was not handed in."""
    mine = Annotation.objects.filter(
        case=case, author=adjudicator, purpose=Purpose.ADJUDICATION, revisions=None
    )
    wanted = {read.pk for read in reads}
    return next(
        (one for one in mine if set(one.made_from.values_list("pk", flat=True)) == wanted), None
    )


def _begin(case: Case, adjudicator: User, reads: Sequence[Revision], begin: Begin) -> Annotation:
    made = Annotation.objects.create(
        case=case,
        author=adjudicator,
        purpose=Purpose.ADJUDICATION,
        draft=reads[0].draft,
        base_blob=_base(reads, begin),
    )
    made.made_from.add(*reads)
    audit.record(
        act="adjudication.opened",
        actor=adjudicator,
        project_id=case.project_id,
        obj=made,
        case=case.pk,
        reads=[read.pk for read in reads],
        begin=begin.value,
    )
    return made


def _base(reads: Sequence[Revision], begin: Begin) -> str:
    """The blob to begin from."""
    match begin:
        case Begin.FIRST:
            return reads[0].mask_blob
        case Begin.SECOND:
            return reads[1].mask_blob
        case Begin.AGREED:
            merged: Mask = agreed([revision_mask(read) for read in reads])
            return blobs.put(encode_mask(merged)).sha256
