"""Taking a case out, and opening it again."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.assign.models import Assignment, AssignmentState
from labeling.assign.services import cancel_assignments, return_assignment
from labeling.cohorts import services as cohorts
from labeling.cohorts.models import Case, CaseState
from labeling.core import audit
from labeling.projects.permissions import Act, require
from labeling.review.errors import CannotReopen
from labeling.review.models import Review, Verdict


@transaction.atomic
def exclude_case(*, case: Case, actor: User, reason: str) -> Case:
    """Take a case out of the pool, the training data and the readers' hands. Work done is kept.

    Raises:
        ActRefused, MoveNotYours: 403. MoveRefused: 409. ReasonMissing: 422.
    """
    locked = _lock(case, actor)
    cohorts.exclude_case(case=locked, actor=actor, reason=reason)
    cancel_assignments(case=locked, actor=actor, reason="the case was excluded")
    _withdraw_approval(locked, actor, reason)
    return locked


@transaction.atomic
def reopen_case(*, case: Case, actor: User, reason: str = "") -> Case:
    """Open an approved or excluded case again.

    An approved case goes back to the reader whose mask was approved, as returned work. One without
    a reader (imported, corrected, excluded) goes back to the pool.

    Raises:
        ActRefused: 403. CannotReopen: 409.
    """
    locked = _lock(case, actor)
    if locked.state not in (CaseState.APPROVED, CaseState.EXCLUDED):
        raise CannotReopen(
            f"The case is {locked.state}.", expected=["approved", "excluded"], got=locked.state
        )
    review = _withdraw_approval(locked, actor, reason)
    reader = _reader_of(review) if review else None
    if reader is None:
        return cohorts.reopen_case(case=locked, actor=actor, reason=reason)
    return_assignment(assignment=reader, actor=actor)
    return cohorts.move_case(case=locked, to=CaseState.RETURNED, actor=actor, reason=reason)


def _lock(case: Case, actor: User) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    locked = rows.get(pk=case.pk)
    require(actor, locked.project, Act.MANAGE)
    return locked


def _reader_of(review: Review) -> Assignment | None:
    assignment = review.revision.annotation.assignment
    done = assignment is not None and assignment.state == AssignmentState.DONE
    return assignment if done else None


def _withdraw_approval(case: Case, actor: User, reason: str) -> Review | None:
    """The approval that was in force, now no more."""
    rows = case.reviews.select_for_update(of=("self",)).filter(
        verdict=Verdict.APPROVED, in_force=True
    )
    review = rows.select_related("revision__annotation__assignment").first()
    if review is None:
        return None
    review.in_force = False
    review.save(update_fields=["in_force"])
    audit.record(
        act="approval.withdrawn",
        actor=actor,
        project_id=case.project_id,
        obj=review,
        case=case.pk,
        reason=reason,
    )
    return review
