from datetime import date, timedelta

import pytest
from django.utils import timezone

from labeling.assign.models import Assignment
from labeling.assign.selectors import next_assignment
from labeling.assign.services import skip
from labeling.cohorts.models import CaseState
from labeling.core.jobs import drain
from labeling.core.jobs.registry import load_tasks
from tests.factories import (
    make_assignment,
    make_case,
    make_draft,
    make_member,
    make_project,
    make_submission,
    open_for,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_a_lead_deals_cases_by_share_with_second_reads() -> None:
    project = make_project("one")
    cases = [make_case(project).pk for _ in range(4)]
    lead, a, b = (make_member(project, role) for role in ("lead", "annotator", "reviewer"))
    due = date.today() + timedelta(days=3)  # noqa: DTZ011 (any day does)
    body = {
        "cases": cases,
        "readers": [{"user": a.pk, "cases": 2}, {"user": b.pk, "cases": 1}],
        "due": due.isoformat(),
        "double_read_rate": 1.0,
    }
    answer = signed_in(lead).post("/api/projects/one/assignments", body)
    assert answer.status_code == 201
    assert answer.json() == {
        "created": 6,
        "left_out": 1,
        "by_reader": [
            {"user": a.pk, "first": 2, "second": 1},
            {"user": b.pk, "first": 1, "second": 2},
        ],
    }
    states = list(project.cases.order_by("number").values_list("state", flat=True))
    assert states == ["assigned", "assigned", "assigned", "ready"]
    assert set(Assignment.objects.values_list("due", flat=True)) == {due}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"readers": [{"user": "engineer", "cases": 1}]}, 422, "not_a_reader"),
        ({"readers": [{"user": "stranger", "cases": 1}]}, 422, "not_a_reader"),
        ({"readers": [{"user": "reader", "cases": 2}]}, 422, "shares_too_large"),
        ({"readers": [{"user": "reader", "cases": 0}]}, 422, "nothing_to_assign"),
        ({"double_read_rate": 0.5}, 422, "needs_two_readers"),
        ({"double_read_rate": 1.5}, 400, "bad_input"),
        ({"cases": [10**6]}, 422, "unknown_cases"),
        ({"cohort": 1}, 400, "bad_input"),  # cases and cohort at once
        ({"readers": []}, 400, "bad_input"),
    ],
)
def test_what_cannot_be_assigned_is_named(
    change: dict[str, object], status: int, code: str
) -> None:
    project = make_project("one")
    people = {
        "reader": make_member(project, "annotator"),
        "engineer": make_member(project, "engineer"),
        "stranger": make_member(make_project(), "annotator"),
    }
    body: dict[str, object] = {
        "cases": [make_case(project).pk],
        "readers": [{"user": "reader", "cases": 1}],
        **change,
    }
    for share in body["readers"]:  # type: ignore[attr-defined]
        share.update(user=people[share["user"]].pk)
    answer = signed_in(make_member(project, "lead")).post("/api/projects/one/assignments", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Assignment.objects.exists()


def test_a_case_in_hand_is_not_assigned_twice() -> None:
    project = make_project("one")
    case, reader = make_case(project), make_member(project, "annotator")
    make_assignment(case, reader)
    body = {"cases": [case.pk], "readers": [{"user": reader.pk, "cases": 1}]}
    answer = signed_in(make_member(project, "lead")).post("/api/projects/one/assignments", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_assign")


def test_a_skipped_case_goes_back_to_where_it_rested() -> None:
    case = make_case()
    make_draft(case)
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    open_for(assignment)
    skip(assignment=assignment, user=assignment.assignee, reason="motion")
    case.refresh_from_db()
    assignment.refresh_from_db()
    assert (case.state, assignment.state, assignment.reason) == (
        CaseState.DRAFTED,
        "skipped",
        "motion",
    )
    make_assignment(case, assignment.assignee)  # and can be assigned again, even to the same


def test_a_skip_needs_a_reason() -> None:
    case = make_case()
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    answer = signed_in(assignment.assignee).post(
        f"/api/assignments/{assignment.pk}/skip", {"reason": " "}
    )
    assert answer.status_code == 400


def test_when_one_of_two_readers_lets_go_the_other_decides() -> None:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "annotator")
    first = make_assignment(case, a, second=b)
    make_submission(case.assignments.get(read=2))
    skip(assignment=first, user=a, reason="away")
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED


def test_the_next_case_is_the_most_wanted_open_one() -> None:
    project = make_project()
    reader = make_member(project, "annotator")
    late = make_assignment(make_case(project), reader)
    soon = make_assignment(make_case(project), reader)
    Assignment.objects.filter(pk=soon.pk).update(due=timezone.localdate())
    assert next_assignment(reader) == soon
    open_for(soon)
    assert next_assignment(reader) == late


def test_a_flag_reaches_the_case() -> None:
    case = make_case()
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    answer = signed_in(assignment.assignee).post(
        f"/api/assignments/{assignment.pk}/flag", {"note": "two patients?"}
    )
    case.refresh_from_db()
    assert answer.json() == {"flagged": "two patients?"} == {"flagged": case.flagged}


@pytest.mark.parametrize("act", ["leaves", "becomes engineer"])
def test_the_cases_of_a_reader_who_may_no_longer_annotate_are_freed(act: str) -> None:
    project = make_project("one")
    lead, reader = make_member(project, "lead"), make_member(project, "annotator")
    begun, untouched = make_case(project), make_case(project)
    open_for(make_assignment(begun, reader))
    make_assignment(untouched, reader)
    if act == "leaves":
        membership = project.memberships.get(user=reader)
        answer = signed_in(lead).delete(f"/api/projects/one/members/{membership.pk}")
    else:
        body = {"username": reader.username, "role": "engineer"}
        answer = signed_in(lead).post("/api/projects/one/members", body)
    assert answer.status_code < 300
    load_tasks()
    drain("web")
    assert set(Assignment.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(project.cases.values_list("state", flat=True)) == {"ready"}


def test_a_reader_who_becomes_reviewer_keeps_the_cases() -> None:
    project = make_project("one")
    lead, reader = make_member(project, "lead"), make_member(project, "annotator")
    make_assignment(make_case(project), reader)
    body = {"username": reader.username, "role": "reviewer"}
    assert signed_in(lead).post("/api/projects/one/members", body).status_code == 201
    load_tasks()
    drain("web")
    assert [one.state for one in Assignment.objects.all()] == ["open"]
