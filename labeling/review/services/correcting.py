"""A reviewer's own correction of what a reader submitted."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Origin, Purpose, Revision
from labeling.annotate.services import check_complete, record_answers, reopen_annotation
from labeling.cohorts.models import Case, CaseState
from labeling.core import audit
from labeling.imaging.findings import Answers
from labeling.projects.models import Task
from labeling.projects.permissions import Act, require
from labeling.projects.selectors import require_task
from labeling.review.errors import OwnWork
from labeling.review.services.locking import check_chooses_freely, check_waits, lock_case


@transaction.atomic
def open_correction(*, revision: Revision, reviewer: User) -> Annotation:
    """A working copy that begins from a submitted mask; the one that is open already, if there is.

    The reader's revision stays as it is, and stays named as what the correction was made from.

    Args:
        revision: what was submitted.
        reviewer: whose working copy it is, with a fresh lease.

    Raises:
        ActRefused: 403. OwnWork, NotSubmitted, NewerRevision, WrongTask: 409.
    """
    case = _check(revision, reviewer)
    require_task(case.project, Task.SEGMENTATION)
    mine = Annotation.objects.filter(
        case=case, author=reviewer, purpose=Purpose.CORRECTION, made_from=revision, revisions=None
    )
    found = mine.first()
    if found is None:
        found = Annotation.objects.create(
            case=case,
            author=reviewer,
            purpose=Purpose.CORRECTION,
            draft=revision.draft,
            base_blob=revision.mask_blob,
        )
        found.made_from.add(revision)
        audit.record(
            act="correction.opened",
            actor=reviewer,
            project_id=case.project_id,
            obj=found,
            case=case.pk,
            revision=revision.pk,
        )
    return reopen_annotation(annotation=found, user=reviewer)


@transaction.atomic
def correct_answers(
    *, revision: Revision, reviewer: User, answers: Answers, active_seconds: int = 0
) -> Revision:
    """Put the reviewer's answers beside the reader's; another reviewer then approves one of them.

    Args:
        revision: what was submitted.
        reviewer: becomes the author of the new revision.
        answers: checked by `annotate.services.answers_for`.
        active_seconds: that the correction took.

    Raises:
        ActRefused: 403. OwnWork, NotSubmitted, NewerRevision, WrongTask: 409. Unanswered: 422.
    """
    case = _check(revision, reviewer)
    check_complete(case, answers)
    own = Annotation.objects.create(
        case=case,
        author=reviewer,
        purpose=Purpose.CORRECTION,
        draft=revision.draft,
        answers=answers,
    )
    own.made_from.add(revision)
    return record_answers(
        annotation=own,
        author=reviewer,
        answers=answers,
        origin=Origin.REVIEWER,
        active_seconds=active_seconds,
    )


def _check(revision: Revision, reviewer: User) -> Case:
    """The case, locked, if this reviewer may correct this revision of it."""
    case = lock_case(revision)
    require(reviewer, case.project, Act.REVIEW)
    if revision.author_id == reviewer.pk and revision.origin == Origin.READER:
        raise OwnWork("This is your own read: ask another reviewer to return it to you.")
    check_chooses_freely(case, reviewer)
    check_waits(case, revision, (CaseState.SUBMITTED,))
    return case
