"""Return, fix, approve; own work; reopening; what an approval sets off."""

import numpy as np
import pytest

from labeling.annotate.models import Revision
from labeling.annotate.selectors import revision_mask
from labeling.assign.models import Assignment
from labeling.cohorts.models import Case, CaseState
from labeling.core.models import AuditEvent
from labeling.projects.models import Project
from labeling.review.errors import OwnWork
from labeling.review.selectors import approved_revisions
from labeling.review.services import approve_revision
from tests.factories import (
    make_approved,
    make_assignment,
    make_case,
    make_draft,
    make_member,
    make_project,
    make_submission,
    make_user,
    signed_in,
    some_mask,
)
from tests.labeling.annotate.editor import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """Handed in by an annotator, from a draft."""
    case = make_case()
    make_draft(case)
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    return make_submission(assignment, some_mask(case, 1))


def _post(user: object, revision: Revision, act: str, body: object = None) -> object:
    return signed_in(user).post(f"/api/revisions/{revision.pk}/{act}", body or {})  # type: ignore[arg-type]


def _state(case: Case) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def test_returned_work_comes_back_to_its_author_and_goes_on_from_what_was_handed_in(
    revision: Revision,
) -> None:
    case, author = revision.case, revision.author
    reviewer = make_member(case.project, "reviewer")
    comments = [{"z": 3, "index": [3, 1, 2], "text": "gap"}, {"z": 1, "text": "too wide"}]
    answer = _post(reviewer, revision, "return", {"note": "Nearly", "comments": comments})
    assert (answer.status_code, _state(case)) == (200, CaseState.RETURNED)
    work = signed_in(author).get("/api/work", {"project": case.project.slug}).json()
    back = work["returned"][0]
    assert (back["by"], back["note"]) == (reviewer.name, "Nearly")
    assert [(c["z"], c["text"]) for c in back["comments"]] == [(1, "too wide"), (3, "gap")]
    editor = Editor.open(author, back["assignment_id"])
    assert np.array_equal(editor.mask(), some_mask(case, 1))
    assert _state(case) == CaseState.IN_PROGRESS
    assert editor.submit(some_mask(case, 2)).json()["number"] == 2
    fixed = case.revisions.get(number=2)
    assert _post(reviewer, fixed, "approve").status_code == 200
    assert np.array_equal(revision_mask(approved_revisions(case.project).get()), some_mask(case, 2))
    assert np.array_equal(revision_mask(revision), some_mask(case, 1))  # the first one is kept


def test_a_return_says_what_to_change(revision: Revision) -> None:
    reviewer = make_member(revision.case.project, "reviewer")
    answer = _post(reviewer, revision, "return", {"note": " "})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_said")
    assert _state(revision.case) == CaseState.SUBMITTED


@pytest.mark.parametrize("comment", [{"z": 6}, {"z": -1}, {"index": [0, 0, 7]}])
def test_a_comment_lies_inside_the_volume(revision: Revision, comment: dict[str, object]) -> None:
    reviewer = make_member(revision.case.project, "reviewer")
    body = {"comments": [{"text": "here", **comment}]}
    answer = _post(reviewer, revision, "return", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "off_the_volume")
    assert _state(revision.case) == CaseState.SUBMITTED  # the whole act was undone


@pytest.mark.parametrize("role", ["reviewer", "lead"])
@pytest.mark.parametrize("act", ["approve", "return"])
def test_nobody_reviews_their_own_work(role: str, act: str) -> None:
    case = make_case()
    reader = make_member(case.project, role)
    own = make_submission(make_assignment(case, reader))
    answer = _post(reader, own, act, {"note": "fine"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_work")
    assert _state(case) == CaseState.SUBMITTED


def test_not_even_an_admin_approves_own_work(revision: Revision) -> None:
    author = revision.author
    author.is_superuser = True
    author.save()
    with pytest.raises(OwnWork):
        approve_revision(revision=revision, reviewer=author)


def test_only_who_reviews_is_offered_to_sign(revision: Revision) -> None:
    project = revision.case.project
    offered = {}
    for role in ("engineer", "reviewer", "lead"):
        person = make_member(project, role)
        answer = signed_in(person).get(f"/api/revisions/{revision.pk}")
        offered[role] = answer.json()["may_sign"]
    assert offered == {"engineer": False, "reviewer": True, "lead": True}


def test_an_old_revision_cannot_be_approved(revision: Revision) -> None:
    reviewer = make_member(revision.case.project, "reviewer")
    _post(reviewer, revision, "return", {"note": "again"})
    editor = Editor.open(revision.author, revision.annotation.assignment.pk)
    editor.submit(editor.mask())
    answer = _post(reviewer, revision, "approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "newer_revision")
    assert (answer.json()["expected"], answer.json()["got"]) == (2, 1)


def test_approving_twice_is_refused(revision: Revision) -> None:
    reviewer = make_member(revision.case.project, "reviewer")
    _post(reviewer, revision, "approve")
    answer = _post(reviewer, revision, "approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_submitted")


def test_approving_one_of_two_reads_ends_both() -> None:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "annotator")
    one = make_submission(make_assignment(case, a, second=b), some_mask(case, 1))
    make_submission(case.assignments.get(read=2), some_mask(case, 2))
    queue = signed_in(make_member(case.project, "reviewer"))
    rows = queue.get(f"/api/projects/{case.project.slug}/reviews").json()["results"]
    assert [(row["read"], row["author"]["id"]) for row in rows] == [(1, a.pk), (2, b.pk)]
    assert queue.post(f"/api/revisions/{one.pk}/approve").status_code == 200
    assert set(case.assignments.values_list("state", flat=True)) == {"done"}
    assert approved_revisions(case.project).get() == one


def test_a_reopened_case_goes_back_to_its_reader_and_out_of_the_training_data() -> None:
    project = make_project()
    review = make_approved(project)
    lead = make_member(project, "lead")
    answer = signed_in(lead).post(f"/api/cases/{review.case_id}/reopen", {"reason": "new rule"})
    assert (answer.status_code, answer.json()["state"]) == (200, "returned")
    review.refresh_from_db()
    assert not review.in_force
    assert not approved_revisions(project).exists()
    back = review.revision.annotation.assignment
    assert Assignment.objects.get(pk=back.pk).state == "returned"


def test_an_excluded_case_leaves_its_readers_and_can_come_back(revision: Revision) -> None:
    case = revision.case
    lead = signed_in(make_member(case.project, "lead"))
    assert lead.post(f"/api/cases/{case.pk}/exclude", {"reason": "phantom"}).status_code == 200
    assert set(case.assignments.values_list("state", flat=True)) == {"cancelled"}
    assert lead.get(f"/api/cases/{case.pk}").json()["excluded_reason"] == "phantom"
    again = lead.post(f"/api/cases/{case.pk}/reopen")
    assert (again.json()["state"], again.json()["excluded_reason"]) == ("drafted", "")
    refused = lead.post(f"/api/cases/{case.pk}/reopen")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_reopen")


def _approve_new(project: Project, split: str = "train") -> None:
    make_approved(project, split=split)


def test_the_nth_approval_asks_for_a_training_in_the_same_transaction() -> None:
    project = make_project(retrain_after=2)
    _approve_new(project)
    assert not project.training_runs.exists()
    _approve_new(project, split="holdout")  # judged on, not learned from
    assert not project.training_runs.exists()
    _approve_new(project)
    run = project.training_runs.get()
    assert (run.trigger, run.state) == ("approvals", "queued")


def test_approvals_go_on_while_a_training_runs() -> None:
    project = make_project(retrain_after=1)
    _approve_new(project)
    _approve_new(project)
    assert project.training_runs.count() == 1
    assert approved_revisions(project).count() == 2


def test_zero_means_that_no_approval_trains() -> None:
    project = make_project(retrain_after=0)
    _approve_new(project)
    assert not project.training_runs.exists()


def test_comments_are_read_by_all_and_resolved_by_those_concerned(revision: Revision) -> None:
    case = revision.case
    reviewer = signed_in(make_member(case.project, "reviewer"))
    made = reviewer.post(f"/api/cases/{case.pk}/comments", {"text": "look", "index": [2, 0, 0]})
    assert (made.status_code, made.json()["z"]) == (201, 2)
    other = signed_in(make_member(case.project, "annotator"))
    assert len(other.get(f"/api/cases/{case.pk}/comments").json()) == 1
    path = f"/api/comments/{made.json()['id']}/resolve"
    assert other.post(path).status_code == 403
    done = signed_in(revision.author).post(path).json()
    assert done["resolved_by"]["id"] == revision.author_id
    again = path.replace("resolve", "reopen")
    assert other.post(again).status_code == 403
    back = reviewer.post(again).json()
    assert (back["resolved_by"], back["resolved_at"]) == (None, None)


def test_an_approval_is_audited_without_names(revision: Revision) -> None:
    reviewer = make_member(revision.case.project, "reviewer")
    _post(reviewer, revision, "approve", {"note": "fine"})
    event = AuditEvent.objects.get(act="revision.approved")
    assert (event.actor, event.object_id) == (reviewer, str(revision.pk))
    assert event.detail == {"case": revision.case_id, "mask_sha256": revision.mask_sha256}


def test_an_admin_who_is_no_member_reviews(revision: Revision) -> None:
    assert _post(make_user(admin=True), revision, "approve").status_code == 200
