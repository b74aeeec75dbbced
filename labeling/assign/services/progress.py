"""The reader's side of an assignment: begin, submit. The case moves along."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.assign.errors import NotHandedIn, NotOpen, NotYourAssignment, OtherReadIn
from labeling.assign.models import Assignment, AssignmentState
from labeling.assign.selectors import active_assignments
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.core import audit
from labeling.projects.permissions import Act, can

WORKABLE = (AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.RETURNED)


@transaction.atomic
def begin_assignment(*, assignment: Assignment, user: User) -> Assignment:
    """Open or re-open for work.

    Raises:
        NotYourAssignment: 403. NotOpen: 409, it was submitted, skipped or taken away.
    """
    case, locked = lock_both(assignment)
    if locked.assignee_id != user.pk:
        raise NotYourAssignment
    check_workable(locked)
    if locked.state != AssignmentState.IN_PROGRESS:
        set_state(locked, AssignmentState.IN_PROGRESS)
    if case.state in (CaseState.ASSIGNED, CaseState.RETURNED):
        move_case(case=case, to=CaseState.IN_PROGRESS, actor=user)
    return locked


@transaction.atomic
def submit_assignment(*, assignment: Assignment, user: User) -> Assignment:
    """Hand in. The case counts as submitted when all its reads are.

    Raises:
        NotOpen: 409.
    """
    case, locked = lock_both(assignment)
    if locked.state != AssignmentState.IN_PROGRESS:
        raise not_open(locked)
    set_state(locked, AssignmentState.SUBMITTED)
    submit_when_all_are(case, user)
    return locked


@transaction.atomic
def reopen_submission(*, assignment: Assignment, user: User) -> Assignment:
    """Take back what one has handed in, as long as nobody has reviewed it.

    The revision stays; the next submission is another one. In a double read one who may see the
    other read, since it is in, cannot go on with the own: that would not be blind any more.

    Raises:
        NotYourAssignment: 403. NotHandedIn, OtherReadIn: 409.
    """
    case, locked = lock_both(assignment)
    if locked.assignee_id != user.pk:
        raise NotYourAssignment
    if locked.state != AssignmentState.SUBMITTED:
        raise NotHandedIn(expected=AssignmentState.SUBMITTED.value, got=locked.state)
    others = active_assignments(case).exclude(pk=locked.pk)
    if others.filter(state=AssignmentState.SUBMITTED).exists() and any(
        can(user, case.project, act) for act in (Act.REVIEW, Act.TRAIN, Act.EXPORT)
    ):
        raise OtherReadIn
    set_state(locked, AssignmentState.IN_PROGRESS)
    if case.state == CaseState.SUBMITTED:
        move_case(case=case, to=CaseState.IN_PROGRESS, actor=user, reason="the reader took it back")
    audit.record(act="assignment.taken_back", actor=user, project_id=case.project_id, obj=locked)
    return locked


def submit_when_all_are(case: Case, actor: User | None) -> None:
    """Move the case on when no read is left to wait for."""
    reads = active_assignments(case)
    waiting = reads.exclude(state=AssignmentState.SUBMITTED).exists()
    if not waiting and reads.exists() and case.state == CaseState.IN_PROGRESS:
        move_case(case=case, to=CaseState.SUBMITTED, actor=actor)


def lock_both(assignment: Assignment) -> tuple[Case, Assignment]:
    """The case first, then the assignment: the order in which every act locks them."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("project")
        .get(pk=assignment.case_id)
    )
    return case, Assignment.objects.select_for_update().get(pk=assignment.pk)


def check_workable(assignment: Assignment) -> None:
    if assignment.state not in WORKABLE:
        raise not_open(assignment)


def not_open(assignment: Assignment) -> NotOpen:
    return NotOpen(
        f"This assignment is {assignment.state}; it would have to be open, begun or returned.",
        expected=[state.value for state in WORKABLE],
        got=assignment.state,
    )


def closed(assignment: Assignment) -> NotOpen:
    """Why an assignment takes no changes, in the words that its reader needs."""
    return NotOpen(
        _why_closed(assignment),
        expected=AssignmentState.IN_PROGRESS.value,
        got=assignment.state,
    )


def _why_closed(assignment: Assignment) -> str:
    reason = assignment.reason.rstrip(". ")
    match AssignmentState(assignment.state):
        case AssignmentState.SUBMITTED:
            return "This case was handed in."
        case AssignmentState.DONE:
            return "This case was approved."
        case AssignmentState.SKIPPED:
            return f"This case was skipped: {reason}."
        case AssignmentState.CANCELLED if assignment.case.state == CaseState.EXCLUDED:
            return f"This case was excluded: {assignment.case.excluded_reason.rstrip('. ')}."
        case AssignmentState.CANCELLED:
            return f"This case was taken away from you: {reason}."
        case AssignmentState.RETURNED:
            return "This case came back to you; open it again."
        case _:
            return "This case is not open for work."


def set_state(assignment: Assignment, state: AssignmentState, reason: str = "") -> None:
    """Save a new state; only an assignment in progress keeps a lease."""
    assignment.state = state
    assignment.reason = reason[:200]
    if state != AssignmentState.IN_PROGRESS:
        assignment.lease_token = None
        assignment.lease_until = None
    assignment.save(update_fields=["state", "reason", "lease_token", "lease_until", "changed_at"])
