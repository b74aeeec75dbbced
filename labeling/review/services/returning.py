"""Giving work back to its reader."""

from collections.abc import Sequence

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.assign.services import return_assignment
from labeling.cohorts.models import CaseState
from labeling.cohorts.services import move_case
from labeling.core import audit
from labeling.projects.permissions import Act, require
from labeling.review.errors import NothingSaid, NotSubmitted
from labeling.review.models import Review, Verdict
from labeling.review.services.commenting import PinnedComment, add_comment
from labeling.review.services.locking import check_not_own, check_waits, lock_case


@transaction.atomic
def return_revision(
    *, revision: Revision, reviewer: User, note: str = "", comments: Sequence[PinnedComment] = ()
) -> Review:
    """Send a mask back to the reader who made it, with what to change.

    Raises:
        ActRefused: 403. OwnWork, NotSubmitted, NewerRevision: 409. NothingSaid, OffTheVolume: 422.
    """
    if not note.strip() and not comments:
        raise NothingSaid
    case = lock_case(revision)
    require(reviewer, case.project, Act.REVIEW)
    check_not_own(revision, reviewer)
    check_waits(case, revision, (CaseState.SUBMITTED, CaseState.RETURNED))
    assignment = revision.annotation.assignment
    if assignment is None:
        raise NotSubmitted("This mask was not made by an assigned reader; correct it yourself.")
    return_assignment(assignment=assignment, actor=reviewer)
    if case.state == CaseState.SUBMITTED:
        move_case(case=case, to=CaseState.RETURNED, actor=reviewer)
    review = Review.objects.create(
        case=case, revision=revision, reviewer=reviewer, verdict=Verdict.RETURNED, note=note
    )
    for comment in comments:
        add_comment(case=case, author=reviewer, comment=comment, revision=revision)
    audit.record(
        act="revision.returned",
        actor=reviewer,
        project_id=case.project_id,
        obj=revision,
        case=case.pk,
        comments=len(comments),
    )
    return review
