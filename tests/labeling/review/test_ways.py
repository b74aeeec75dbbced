"""From a round to its cases: a way is offered where following it works."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labeling.accounts.models import User
from labeling.cohorts.models import Case
from labeling.projects.models import Project
from labeling.review.services import approve_revision
from labeling.rounds.models import Round
from labeling.rounds.services import HowPicked, NewPick, open_round
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_project,
    make_submission,
    signed_in,
)

pytestmark = pytest.mark.django_db

Way = tuple[str | None, int | None]


def round_of(project: Project, cases: list[Case]) -> Round:
    made = open_round(
        project=project,
        version=None,
        how=HowPicked(strategy="random", seed=1, pool_size=len(cases)),
        picks=[NewPick(case.pk, "random", rule="exploration") for case in cases],
        after_round=0,
    )
    assert made is not None
    return made


def ways(user: User, found: Round) -> dict[int, Way]:
    """Where each case can be opened; every way is followed."""
    client, told = signed_in(user), {}
    for one in client.get(f"/api/rounds/{found.pk}/ways").json():
        kind = "assignment" if one["assignment"] else "revision"
        number = one[kind]
        path = f"/api/{kind}s/{number}"
        answer = client.post(f"{path}/open") if kind == "assignment" else client.get(path)
        assert answer.status_code == 200
        told[one["case"]] = (kind, number)
    return told


def test_a_case_opens_in_ones_own_read_or_as_it_was_handed_in_and_else_nowhere() -> None:
    project = make_project()
    lead, reader, other = (
        make_member(project, role) for role in ("lead", "annotator", "annotator")
    )
    mine, waits, signed, free = cases = [make_case(project) for _ in range(4)]
    found = round_of(project, cases)
    own = make_assignment(mine, lead)
    handed_in = make_submission(make_assignment(waits, reader))
    approved = make_submission(make_assignment(signed, reader))
    approve_revision(revision=approved, reviewer=lead)
    shown = {waits.pk: ("revision", handed_in.pk), signed.pk: ("revision", approved.pk)}
    assert ways(lead, found) == {mine.pk: ("assignment", own.pk), **shown}
    assert ways(reader, found) == shown
    assert ways(other, found) == {signed.pk: ("revision", approved.pk)}
    assert ways(make_member(project, "engineer"), found) == shown
    assert free.pk not in shown


def test_a_reader_with_the_case_in_hand_is_led_to_the_own_read_and_not_to_the_others() -> None:
    project = make_project()
    first, second = (make_member(project, role) for role in ("annotator", "reviewer"))
    case = make_case(project)
    found = round_of(project, [case])
    make_submission(make_assignment(case, first, second=second))
    own = case.assignments.get(assignee=second)
    assert ways(second, found) == {case.pk: ("assignment", own.pk)}


def test_ways_take_the_same_number_of_queries_for_any_number_of_picks() -> None:
    counts = []
    for picks in (2, 6):
        project = make_project()
        lead, reader = (make_member(project, role) for role in ("lead", "annotator"))
        cases = [make_case(project) for _ in range(picks)]
        found = round_of(project, cases)
        for case in cases:
            make_submission(make_assignment(case, reader))
        client = signed_in(lead)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"/api/rounds/{found.pk}/ways").json()) == picks
        counts.append(len(queries))
    assert counts[0] == counts[1]
