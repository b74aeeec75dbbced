"""Reviewing findings: the same acts as for masks, and how well people and model agree."""

import math

import pytest

from labeling.annotate.models import Revision
from labeling.cohorts.models import CaseState
from labeling.prelabel.services import store_findings_draft
from labeling.review.agreement import Agreement, agree
from labeling.review.services import (
    approve_revision,
    correct_answers,
    reopen_case,
    return_revision,
)
from tests.factories import (
    answers_of,
    make_assignment,
    make_case,
    make_findings_project,
    make_member,
    make_reading,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], Agreement(0, None, None)),  # nothing to compare
        (
            [("p", "p")] * 4,
            Agreement(4, 100.0, None),
        ),  # chance alone would do it: kappa is not defined
        ([("p", "a"), ("a", "p")], Agreement(2, 0.0, -1.0)),
        # Cohen's own form: 45 and 25 alike of 50 + 50; p_e = .6 * .65 + .4 * .35 = .53
        (
            [("p", "p")] * 45 + [("p", "a")] * 15 + [("a", "p")] * 20 + [("a", "a")] * 20,
            Agreement(100, 65.0, (0.65 - 0.53) / (1 - 0.53)),
        ),
    ],
)
def test_agreement_is_counted_beyond_chance(
    pairs: list[tuple[str, str]], expected: Agreement
) -> None:
    found = agree(pairs)
    assert (found.n, found.percent) == (expected.n, expected.percent)
    if expected.kappa is None:
        assert found.kappa is None
    else:
        assert found.kappa is not None
        assert math.isclose(found.kappa, expected.kappa)


def _submitted(pneumonia: str = "present") -> Revision:
    project = make_findings_project()
    case = make_case(project)
    store_findings_draft(
        case=case,
        version=None,
        findings={"pneumonia": {"probability": 0.9}, "mass": {"probability": 0.6}},
    )
    return make_reading(
        make_assignment(case, make_member(project, "annotator")),
        answers_of(case, pneumonia=pneumonia),
    )


def test_answers_are_approved_and_the_model_is_measured_against_them() -> None:
    revision = _submitted()
    project = revision.case.project
    reviewer = make_member(project, "reviewer")
    client = signed_in(reviewer)
    waiting = client.get(f"/api/projects/{project.slug}/reviews").json()["results"]
    assert waiting[0]["statistics"]["answers"]["differs"] == 1
    answer = client.post(f"/api/revisions/{revision.pk}/approve", {}, format="json")
    assert answer.status_code == 200, answer.content
    revision.case.refresh_from_db()
    assert revision.case.state == CaseState.APPROVED
    rows = client.get(f"/api/projects/{project.slug}/findings/agreement").json()
    assert [(row["finding"]["key"], row["model"]) for row in rows] == [
        ("pneumonia", {"n": 1, "percent": 100.0, "kappa": None}),
        ("mass", {"n": 1, "percent": 0.0, "kappa": 0.0}),
        ("no-finding", {"n": 0, "percent": None, "kappa": None}),
    ]
    assert client.get(f"/api/projects/{project.slug}/overview").status_code == 200
    detail = client.get(f"/api/revisions/{revision.pk}/answers").json()
    assert detail["answers"] == revision.answers
    assert client.get(f"/api/revisions/{revision.pk}/mask").json()["code"] == "no_mask"


def test_returned_answers_come_back_to_their_reader_as_they_were() -> None:
    revision = _submitted()
    reviewer = make_member(revision.case.project, "reviewer")
    return_revision(revision=revision, reviewer=reviewer, note="look at the left base")
    assignment = revision.annotation.assignment
    assert assignment is not None
    again = make_reading(assignment, answers_of(revision.case, pneumonia="absent"))
    assert (again.number, again.annotation_id) == (2, revision.annotation_id)
    approve_revision(revision=again, reviewer=reviewer)
    reopen_case(case=again.case, actor=make_member(again.case.project, "lead"))
    opened = signed_in(assignment.assignee).post(f"/api/assignments/{assignment.pk}/open").json()
    assert opened["findings"]["answers"] == again.answers


def test_a_reviewers_own_answers_stand_beside_the_readers() -> None:
    revision = _submitted()
    project = revision.case.project
    reviewer, other = make_member(project, "reviewer"), make_member(project, "reviewer")
    client = signed_in(reviewer)
    body = answers_of(revision.case, pneumonia="absent")
    path = f"/api/revisions/{revision.pk}/correct-answers"
    assert client.post(path, {}, format="json").json()["code"] == "unanswered"
    made = client.post(path, body, format="json")
    assert made.status_code == 201, made.content
    corrected = Revision.objects.get(pk=made.json()["id"])
    assert (corrected.origin, corrected.answers) == ("reviewer", body)
    approve_revision(revision=corrected, reviewer=other)


def test_two_readers_are_compared_finding_by_finding() -> None:
    project = make_findings_project()
    first, second = make_member(project, "annotator"), make_member(project, "annotator")
    for said in (("present", "present"), ("absent", "present")):
        case = make_case(project)
        make_assignment(case, first, second=second)
        for assignment in case.assignments.order_by("read"):
            make_reading(assignment, answers_of(case, pneumonia=said[assignment.read - 1]))
    rows = signed_in(first).get(f"/api/projects/{project.slug}/findings/agreement").json()
    assert rows[0]["readers"] == {"n": 2, "percent": 50.0, "kappa": 0.0}
    assert rows[1]["readers"]["percent"] == 100.0


def test_approved_answers_ask_for_a_training_when_it_is_due() -> None:
    revision = _submitted()
    project = revision.case.project
    project.retrain_after = 1
    project.save()
    approve_revision(revision=revision, reviewer=make_member(project, "reviewer"))
    assert project.training_runs.get().trigger == "approvals"


def test_correcting_needs_a_submitted_case() -> None:
    revision = _submitted()
    reviewer = make_member(revision.case.project, "reviewer")
    made = correct_answers(revision=revision, reviewer=reviewer, answers=answers_of(revision.case))
    assert made.author == reviewer
