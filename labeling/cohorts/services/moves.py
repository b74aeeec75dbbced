"""The only place that changes the state of a case."""

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.cohorts.errors import MoveNotYours, MoveRefused, ReasonMissing
from labeling.cohorts.lifecycle import MACHINE, moves_from, who_may
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.selectors import resting_state
from labeling.core import audit
from labeling.projects.permissions import acts_of


@transaction.atomic
def move_case(*, case: Case, to: CaseState, actor: User | None, reason: str = "") -> Case:
    """Move a case along the table of `lifecycle`; an audit event says who and why.

    Args:
        case: any copy; the row is locked and read again.
        to: the wanted state.
        actor: the person behind the act; None is a job or a command.
        reason: needed for an exclusion, kept in the audit event otherwise.

    Raises:
        MoveRefused: 409, the table has no such move.
        MoveNotYours: 403, the actor's role may not make it.
        ReasonMissing: 422, an exclusion without a reason.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("project").get(pk=case.pk)
    start = CaseState(locked.state)
    _check(locked, start, to, actor)
    if to is CaseState.EXCLUDED and not reason.strip():
        raise ReasonMissing
    locked.state = to
    locked.state_changed_at = timezone.now()
    locked.excluded_reason = reason.strip()[:200] if to is CaseState.EXCLUDED else ""
    locked.save(update_fields=["state", "state_changed_at", "excluded_reason"])
    audit.record(
        act="case.moved",
        actor=actor,
        project_id=locked.project_id,
        obj=locked,
        start=start.value,
        to=to.value,
        reason=reason,
    )
    case.state = locked.state
    case.state_changed_at = locked.state_changed_at
    case.excluded_reason = locked.excluded_reason
    return case


def exclude_case(*, case: Case, actor: User | None, reason: str) -> Case:
    """Take a case out of everything, with a reason. `review.services` also ends its reads."""
    return move_case(case=case, to=CaseState.EXCLUDED, actor=actor, reason=reason)


def reopen_case(*, case: Case, actor: User | None, reason: str = "") -> Case:
    """Put an excluded or approved case back to where it rests: picked, drafted or ready.

    `review.services.reopen_case` is the act of the screens: it withdraws the approval and gives the
    case back to its reader where there is one.
    """
    return rest_case(case=case, actor=actor, reason=reason)


def rest_case(*, case: Case, actor: User | None, reason: str = "") -> Case:
    """Back to where a case without readers rests: picked, drafted or ready."""
    return move_case(case=case, to=resting_state(case), actor=actor, reason=reason)


def _check(case: Case, start: CaseState, to: CaseState, actor: User | None) -> None:
    by = who_may(start, to)
    if not by:
        allowed = sorted(state.value for state in moves_from(start))
        raise MoveRefused(
            f"A case that is {start.value} cannot become {to.value}; it can become "
            f"{', '.join(allowed)}.",
            expected=allowed,
            got=to.value,
        )
    mine = {MACHINE} if actor is None else acts_of(actor, case.project)
    if not by & mine:
        acts = sorted(str(act) for act in by)
        raise MoveNotYours(
            f"{start.value} to {to.value} is for those who may: {', '.join(acts)}.", expected=acts
        )
