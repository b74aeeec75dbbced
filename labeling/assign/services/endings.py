"""How an assignment ends, pauses or comes back."""

from uuid import UUID

from django.db import transaction

from labeling.accounts.models import User
from labeling.assign.errors import LeaseLost, NotYourAssignment, ReasonMissing
from labeling.assign.models import ACTIVE, Assignment, AssignmentState
from labeling.assign.selectors import active_assignments
from labeling.assign.services.progress import (
    WORKABLE,
    check_workable,
    lock_both,
    not_open,
    set_state,
    submit_when_all_are,
)
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import flag_case, move_case, rest_case
from labeling.core import audit
from labeling.projects.models import Project
from labeling.projects.permissions import Act, can


@transaction.atomic
def release(*, assignment: Assignment, user: User, token: UUID | None = None) -> Assignment:
    """Close the window: give the lease back. What was saved stays, the case stays the reader's.

    Raises:
        NotYourAssignment: 403. LeaseLost: 409, another window has it by now.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.assignee_id != user.pk:
        raise NotYourAssignment
    if token is not None and locked.lease_token not in (None, token):
        raise LeaseLost
    locked.lease_token = None
    locked.lease_until = None
    locked.save(update_fields=["lease_token", "lease_until", "changed_at"])
    return locked


@transaction.atomic
def skip(*, assignment: Assignment, user: User, reason: str) -> Assignment:
    """Let a case go, with a reason. Its last reader's case goes back to the pool.

    The reader, or who may manage the project, does this.

    Raises:
        NotYourAssignment: 403. NotOpen: 409. ReasonMissing: 422.
    """
    if not reason.strip():
        raise ReasonMissing
    case, locked = lock_both(assignment)
    if locked.assignee_id != user.pk and not can(user, case.project, Act.MANAGE):
        raise NotYourAssignment
    check_workable(locked)
    set_state(locked, AssignmentState.SKIPPED, reason.strip())
    audit.record(
        act="assignment.skipped",
        actor=user,
        project_id=case.project_id,
        obj=locked,
        reason=locked.reason,
    )
    _settle(case, user)
    return locked


@transaction.atomic
def take_back(*, project: Project, user: User) -> int:
    """Free the cases that a person has in hand who may no longer annotate here; say how many.

    What was saved or handed in is kept. Does nothing for one who may (again).
    """
    if can(user, project, Act.ANNOTATE):
        return 0
    held = Assignment.objects.filter(
        case__project=project, assignee=user, state__in=WORKABLE
    ).order_by("case_id")
    for one in held:
        case, locked = lock_both(one)
        if locked.state not in WORKABLE:
            continue
        set_state(locked, AssignmentState.CANCELLED, "the reader may no longer annotate here")
        audit.record(
            act="assignment.cancelled",
            actor=None,
            project_id=project.pk,
            obj=locked,
            reason=locked.reason,
        )
        _settle(case, None)
    return len(held)


def flag(*, assignment: Assignment, user: User, note: str) -> Case:
    """Leave a note for the lead; an empty one takes it away.

    Raises:
        NotYourAssignment: 403.
    """
    if assignment.assignee_id != user.pk and not can(user, assignment.case.project, Act.REVIEW):
        raise NotYourAssignment
    return flag_case(case=assignment.case, note=note, actor=user)


@transaction.atomic
def return_assignment(*, assignment: Assignment, actor: User) -> Assignment:
    """Give a submitted or finished case back to its reader. The caller moves the case.

    Raises:
        NotOpen: 409, the reader has not handed it in.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if locked.state not in (AssignmentState.SUBMITTED, AssignmentState.DONE):
        raise not_open(locked)
    set_state(locked, AssignmentState.RETURNED)
    audit.record(
        act="assignment.returned", actor=actor, project_id=locked.case.project_id, obj=locked
    )
    return locked


@transaction.atomic
def finish_assignments(*, case: Case) -> int:
    """Mark the submitted reads of an approved case as done."""
    count = 0
    for one in case.assignments.select_for_update().filter(state=AssignmentState.SUBMITTED):
        set_state(one, AssignmentState.DONE)
        count += 1
    return count


@transaction.atomic
def cancel_assignments(*, case: Case, actor: User | None, reason: str) -> int:
    """Take a case away from all its readers. Their work is kept; the caller moves the case."""
    count = 0
    for one in case.assignments.select_for_update().filter(state__in=ACTIVE):
        set_state(one, AssignmentState.CANCELLED, reason)
        count += 1
    if count:
        audit.record(
            act="assignment.cancelled",
            actor=actor,
            project_id=case.project_id,
            obj=case,
            count=count,
            reason=reason,
        )
    return count


def _settle(case: Case, actor: User | None) -> None:
    """After a reader let go: back to the pool, on to review, or nothing."""
    reads = active_assignments(case)
    if not reads.exists():
        rest_case(case=case, actor=actor, reason="no reader is left")
        return
    if case.state == CaseState.RETURNED and not reads.filter(state="returned").exists():
        move_case(case=case, to=CaseState.IN_PROGRESS, actor=actor)
    submit_when_all_are(case, actor)
