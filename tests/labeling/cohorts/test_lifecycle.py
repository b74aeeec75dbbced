"""Every pair of states, allowed and forbidden, for everyone who could ask."""

from itertools import product

import pytest

from labeling.cohorts.errors import MoveNotYours, MoveRefused, ReasonMissing
from labeling.cohorts.lifecycle import MACHINE, who_may
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.core.models import AuditEvent
from labeling.projects.models import Role
from labeling.projects.permissions import ACTS
from tests.factories import make_case, make_member, make_project

S = CaseState
ALLOWED = {
    # indexed and checked
    (S.NEW, S.READY): {MACHINE},
    # pre-labelled
    (S.READY, S.DRAFTED): {MACHINE, "engineer", "lead"},
    # chosen in a round, with or without a draft
    (S.READY, S.PICKED): {MACHINE, "engineer", "lead"},
    (S.DRAFTED, S.PICKED): {MACHINE, "engineer", "lead"},
    # a new round weighs the unassigned picks again
    (S.PICKED, S.READY): {MACHINE, "engineer", "lead"},
    (S.PICKED, S.DRAFTED): {MACHINE, "engineer", "lead"},
    # given to readers
    (S.READY, S.ASSIGNED): {MACHINE, "lead"},
    (S.DRAFTED, S.ASSIGNED): {MACHINE, "lead"},
    (S.PICKED, S.ASSIGNED): {MACHINE, "lead"},
    # a label from outside
    (S.READY, S.APPROVED): {MACHINE, "lead"},
    (S.DRAFTED, S.APPROVED): {MACHINE, "lead"},
    (S.PICKED, S.APPROVED): {MACHINE, "lead"},
    # read
    (S.ASSIGNED, S.IN_PROGRESS): {"annotator", "reviewer", "lead"},
    # (by the machine when the only read still waited for was that of one who left)
    (S.IN_PROGRESS, S.SUBMITTED): {MACHINE, "annotator", "reviewer", "lead"},
    (S.RETURNED, S.IN_PROGRESS): {MACHINE, "annotator", "reviewer", "lead"},
    # reviewed
    (S.SUBMITTED, S.APPROVED): {"reviewer", "lead"},
    (S.SUBMITTED, S.RETURNED): {"reviewer", "lead"},
    # taken back by its reader before a review
    (S.SUBMITTED, S.IN_PROGRESS): {"annotator", "reviewer", "lead"},
    # reopened
    (S.APPROVED, S.RETURNED): {"lead"},
    **{(start, to): {"lead"} for start in (S.APPROVED, S.EXCLUDED) for to in (S.READY, S.DRAFTED, S.PICKED)},
    # let go by the last reader, or taken back from one who left
    **{
        (start, to): {MACHINE, "annotator", "reviewer", "lead"}
        for start in (S.ASSIGNED, S.IN_PROGRESS, S.RETURNED)
        for to in (S.READY, S.DRAFTED, S.PICKED)
    },
    # taken out
    **{(start, S.EXCLUDED): {MACHINE, "lead"} for start in S if start is not S.EXCLUDED},
}  # fmt: skip


def _table(start: CaseState, to: CaseState) -> set[str]:
    """Who may make the move, by the code's table: the machine and roles."""
    by = who_may(start, to)
    roles = {role.value for role in Role if ACTS[role] & by}
    return roles | ({MACHINE} if MACHINE in by else set())


@pytest.mark.parametrize(("start", "to"), list(product(S, S)), ids=lambda state: state.value)
def test_the_table_says_who_may_make_each_move(start: CaseState, to: CaseState) -> None:
    assert _table(start, to) == ALLOWED.get((start, to), set())


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


@pytest.mark.parametrize("start", S, ids=lambda state: state.value)
def test_the_service_makes_allowed_moves_and_refuses_the_others(
    case: Case, start: CaseState
) -> None:
    people = {role.value: make_member(case.project, role) for role in Role}
    for to in S:
        reason = "phantom" if start is S.EXCLUDED else ""
        Case.objects.filter(pk=case.pk).update(state=start, excluded_reason=reason)
        allowed = ALLOWED.get((start, to), set())
        if allowed:
            move_case(case=case, to=to, actor=people.get(min(allowed)), reason="because")
        else:
            with pytest.raises(MoveRefused) as refused:
                move_case(case=case, to=to, actor=None, reason="because")
            assert refused.value.got == to.value
        case.refresh_from_db()
        assert case.state == (to if allowed else start)


def test_a_move_that_belongs_to_another_role_is_refused(case: Case) -> None:
    annotator = make_member(case.project, "annotator")
    with pytest.raises(MoveNotYours):
        move_case(case=case, to=S.ASSIGNED, actor=annotator)


def test_a_role_in_another_project_counts_for_nothing(case: Case) -> None:
    lead = make_member(make_project(), "lead")
    with pytest.raises(MoveNotYours):
        move_case(case=case, to=S.ASSIGNED, actor=lead)


def test_an_exclusion_says_why(case: Case) -> None:
    with pytest.raises(ReasonMissing):
        move_case(case=case, to=S.EXCLUDED, actor=None, reason=" ")


def test_each_move_leaves_an_audit_event(case: Case) -> None:
    lead = make_member(case.project, "lead")
    move_case(case=case, to=S.EXCLUDED, actor=lead, reason="phantom")
    event = AuditEvent.objects.filter(act="case.moved", object_id=str(case.pk)).latest("pk")
    assert (event.actor, event.project_id) == (lead, case.project_id)
    assert event.detail == {"start": "ready", "to": "excluded", "reason": "phantom"}
