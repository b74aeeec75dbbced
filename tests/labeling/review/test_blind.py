"""One of two readers is told nothing of what the other one made of the case, on no way."""

from dataclasses import dataclass
from typing import Any

import pytest

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.assign.models import Assignment
from labeling.cohorts.models import Case
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_submission,
    open_for,
    signed_in,
    some_mask,
)

pytestmark = pytest.mark.django_db


@dataclass
class Pair:
    """The first reader has said something; the second still reads."""

    case: Case
    talker: User
    reader: User
    own: Assignment
    remark: int

    def remarks(self, user: User) -> list[str]:
        found: list[dict[str, Any]] = signed_in(user).get(self._path("comments")).json()
        return [one["text"] for one in found]

    def say(self, user: User, text: str) -> int:
        made = signed_in(user).post(self._path("comments"), {"text": text}, format="json")
        assert made.status_code == 201
        return int(made.json()["id"])

    def _path(self, end: str) -> str:
        return f"/api/cases/{self.case.pk}/{end}"


@pytest.fixture(params=["annotator", "reviewer"])
def pair(request: pytest.FixtureRequest) -> Pair:
    case = make_case()
    talker = make_member(case.project, "annotator")
    reader = make_member(case.project, request.param)
    make_assignment(case, talker, second=reader)
    own = case.assignments.get(assignee=reader)
    open_for(own)
    made = Pair(case, talker, reader, own, 0)
    made.remark = made.say(talker, "a mass in slice 3")
    return made


def test_a_remark_of_the_other_reader_is_not_shown_nor_counted(pair: Pair) -> None:
    pair.say(pair.reader, "my own")
    assert pair.remarks(pair.reader) == ["my own"]
    assert pair.remarks(pair.talker) == ["a mass in slice 3"]
    case = signed_in(pair.reader).get(f"/api/cases/{pair.case.pk}").json()
    assert case["comments"] == 1
    lead = make_member(pair.case.project, "lead")
    assert len(pair.remarks(lead)) == 2


def test_a_remark_of_the_other_reader_is_not_settled_nor_told_by_its_number(pair: Pair) -> None:
    for act in ("resolve", "reopen"):
        answer = signed_in(pair.reader).post(f"/api/comments/{pair.remark}/{act}")
        assert answer.status_code == 404
        assert b"mass" not in answer.content


def test_what_a_reviewer_says_of_the_other_read_is_not_shown(pair: Pair) -> None:
    first = _hand_in(pair.case, pair.talker, 1)
    _hand_in(pair.case, pair.reader, 2)
    reviewer = make_member(pair.case.project, "reviewer")
    _return(reviewer, first, "less of the mass")
    if pair.reader.memberships.get().role == "annotator":  # may still take the own read back
        assert pair.remarks(pair.reader) == []
    assert "less of the mass" in pair.remarks(pair.talker)


def test_a_returned_read_is_still_a_blind_one(pair: Pair) -> None:
    other = _hand_in(pair.case, pair.talker, 1)
    own = _hand_in(pair.case, pair.reader, 2)
    _return(make_member(pair.case.project, "reviewer"), own, "again")
    client = signed_in(pair.reader)
    assert client.get(f"/api/revisions/{other.pk}/mask").status_code == 403
    assert pair.remarks(pair.reader) == ["again"]
    shown = client.get(f"/api/revisions/{own.pk}").json()
    assert [one["id"] for one in shown["others"]] == []


def test_the_own_revision_lists_no_other_read(pair: Pair) -> None:
    other = _hand_in(pair.case, pair.talker, 1)
    own = _hand_in(pair.case, pair.reader, 2)
    of_talker = signed_in(pair.talker).get(f"/api/revisions/{other.pk}").json()
    assert of_talker["others"] == []
    reviewer = signed_in(make_member(pair.case.project, "reviewer"))
    seen = reviewer.get(f"/api/revisions/{other.pk}").json()["others"]
    assert [one["id"] for one in seen] == [own.pk]


def _hand_in(case: Case, user: User, seed: int) -> Revision:
    return make_submission(case.assignments.get(assignee=user), some_mask(case, seed))


def _return(reviewer: User, revision: Revision, text: str) -> None:
    body = {"comments": [{"text": text}]}
    answer = signed_in(reviewer).post(f"/api/revisions/{revision.pk}/return", body, format="json")
    assert answer.status_code == 200, answer.content
