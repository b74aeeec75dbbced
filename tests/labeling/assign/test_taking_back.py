"""Taking back what one has handed in, and what a closed or lost case says."""

import pytest

from labeling.annotate.models import Revision
from labeling.assign.models import Assignment
from labeling.cohorts.models import CaseState
from labeling.review.selectors import review_queue
from labeling.review.services import approve_revision, exclude_case, return_revision
from tests.factories import make_assignment, make_case, make_member, make_submission, signed_in
from tests.labeling.annotate.editor import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> Assignment:
    case = make_case(draft=True)
    return make_assignment(case, make_member(case.project, "annotator"))


def _reopen(assignment: Assignment) -> tuple[int, str]:
    answer = signed_in(assignment.assignee).post(f"/api/assignments/{assignment.pk}/reopen")
    body = answer.json()
    return answer.status_code, body.get("code") or body["state"]


def test_a_submission_is_taken_back_and_the_next_is_a_new_revision(assignment: Assignment) -> None:
    first = make_submission(assignment)
    assert _reopen(assignment) == (200, "in_progress")
    assert not review_queue(assignment.case.project).exists()
    editor = Editor.open(assignment.assignee, assignment.pk)
    mask = editor.mask()
    mask[0] = 1
    assert editor.submit(mask).json()["number"] == first.number + 1
    assert Revision.objects.filter(pk=first.pk).exists()
    (waiting,) = review_queue(assignment.case.project)
    assert waiting.number == 2


def test_work_offers_what_can_still_be_taken_back(assignment: Assignment) -> None:
    revision = make_submission(assignment)
    work = signed_in(assignment.assignee).get("/api/work").json()
    (offered,) = work["submitted"]
    assert (offered["assignment_id"], offered["number"]) == (assignment.pk, 1)
    approve_revision(revision=revision, reviewer=make_member(assignment.case.project, "reviewer"))
    assert signed_in(assignment.assignee).get("/api/work").json()["submitted"] == []


def test_what_was_reviewed_is_not_taken_back(assignment: Assignment) -> None:
    assert _reopen(assignment) == (409, "not_handed_in")
    revision = make_submission(assignment)
    reviewer = make_member(assignment.case.project, "reviewer")
    return_revision(revision=revision, reviewer=reviewer, note="again")
    assert _reopen(assignment) == (409, "not_handed_in")


def test_a_first_read_can_be_taken_back_while_the_second_is_under_way() -> None:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "annotator")
    first = make_assignment(case, a, second=b)
    make_submission(first)
    assert _reopen(first) == (200, "in_progress")
    make_submission(first)
    make_submission(case.assignments.get(read=2))
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED
    # an annotator does not see the other's mask: the read is still blind
    assert _reopen(first) == (200, "in_progress")


def test_one_who_may_see_the_other_read_cannot_go_on_with_the_own() -> None:
    case = make_case()
    a, b = make_member(case.project, "reviewer"), make_member(case.project, "annotator")
    first = make_assignment(case, a, second=b)
    make_submission(first)
    make_submission(case.assignments.get(read=2))
    assert _reopen(first) == (409, "other_read_in")


def test_an_older_window_is_told_which_window_took_the_case(assignment: Assignment) -> None:
    old = Editor.open(assignment.assignee, assignment.pk)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    client = signed_in(assignment.assignee)
    client.post(f"/api/assignments/{assignment.pk}/open", headers={"User-Agent": agent})
    problem = old.heartbeat().json()
    assert problem["code"] == "lease_lost"
    assert problem["detail"] == (
        "You opened this case in another window (Firefox on Windows); that one saves now."
    )
    assert problem["got"]["since"]


def test_a_case_excluded_while_open_says_so_on_the_next_sign_of_life(
    assignment: Assignment,
) -> None:
    editor = Editor.open(assignment.assignee, assignment.pk)
    lead = make_member(assignment.case.project, "lead")
    exclude_case(case=assignment.case, actor=lead, reason="Wrong patient.")
    for answer in (editor.heartbeat(), editor.submit(editor.mask())):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "not_open")
        assert (problem["got"], problem["detail"]) == (
            "cancelled",
            "This case was excluded: Wrong patient.",
        )
    assert editor.client.get(f"/api/annotations/{editor.opened['id']}/mask").status_code == 200


def test_a_case_skipped_by_the_lead_while_open_says_why(assignment: Assignment) -> None:
    editor = Editor.open(assignment.assignee, assignment.pk)
    lead = signed_in(make_member(assignment.case.project, "lead"))
    lead.post(f"/api/assignments/{assignment.pk}/skip", {"reason": "motion"}, format="json")
    assert editor.heartbeat().json()["detail"] == "This case was skipped: motion."
