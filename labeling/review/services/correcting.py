"""A reviewer's own correction of a submitted mask, or of submitted answers."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors import Mask
from labeling.annotate.services import Origin, check_complete, record_answers, record_revision
from labeling.cohorts.models import CaseState
from labeling.imaging.findings import Answers
from labeling.projects.permissions import Act, require
from labeling.review.services.locking import check_waits, lock_case


@transaction.atomic
def correct_revision(
    *, revision: Revision, reviewer: User, mask: Mask, active_seconds: int = 0
) -> Revision:
    """Put the reviewer's mask beside the reader's; another reviewer then approves one of them.

    Args:
        revision: what was submitted.
        reviewer: becomes the author of the new revision.
        mask: uint8 `(z, y, x)`, checked by `annotate.selectors.decode_for`.
        active_seconds: that the correction took.

    Raises:
        ActRefused: 403. NotSubmitted, NewerRevision: 409.
    """
    case = lock_case(revision)
    require(reviewer, case.project, Act.REVIEW)
    check_waits(case, revision, (CaseState.SUBMITTED,))
    own = Annotation.objects.create(
        case=case, author=reviewer, draft=revision.draft, base_blob=revision.mask_blob
    )
    return record_revision(
        annotation=own,
        author=reviewer,
        mask=mask,
        origin=Origin.REVIEWER,
        active_seconds=active_seconds,
    )


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
        ActRefused: 403. NotSubmitted, NewerRevision, WrongTask: 409. Unanswered: 422.
    """
    case = lock_case(revision)
    require(reviewer, case.project, Act.REVIEW)
    check_waits(case, revision, (CaseState.SUBMITTED,))
    check_complete(case, answers)
    own = Annotation.objects.create(
        case=case, author=reviewer, draft=revision.draft, answers=answers
    )
    return record_answers(
        annotation=own,
        author=reviewer,
        answers=answers,
        origin=Origin.REVIEWER,
        active_seconds=active_seconds,
    )
