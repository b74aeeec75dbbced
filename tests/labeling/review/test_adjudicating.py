"""Two reads and one label: comparison, choice, merge, and who may sign."""

from dataclasses import dataclass

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors import revision_mask
from labeling.cohorts.models import Case, CaseState
from labeling.core import jobs
from labeling.core.models import AuditEvent
from labeling.review.models import Comparison
from labeling.review.selectors import approved_revisions
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_submission,
    signed_in,
    some_mask,
)
from tests.labeling.annotate.editor import Editor

pytestmark = pytest.mark.django_db


@dataclass
class TwoReads:
    """A case that two people have read."""

    case: Case
    first: Revision
    second: Revision
    adjudicator: User

    @property
    def masks(self) -> tuple[np.ndarray, np.ndarray]:
        return revision_mask(self.first), revision_mask(self.second)

    def merge(self, begin: str = "agreed") -> Editor:
        return Editor.at(
            self.adjudicator, f"/api/cases/{self.case.pk}/adjudicate", {"begin": begin}
        )

    def queue(self, user: User | None = None) -> list[dict]:
        path = f"/api/projects/{self.case.project.slug}/reviews"
        return signed_in(user or self.adjudicator).get(path).json()["results"]

    def reads(self, user: User | None = None) -> dict:
        path = f"/api/cases/{self.case.pk}/reads"
        return signed_in(user or self.adjudicator).get(path).json()


@pytest.fixture
def two() -> TwoReads:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "reviewer")
    first = make_submission(make_assignment(case, a, second=b), some_mask(case, 1))
    second = make_submission(case.assignments.get(read=2), some_mask(case, 2))
    case.refresh_from_db()
    return TwoReads(case, first, second, make_member(case.project, "reviewer"))


def _state(case: Case) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def test_the_second_read_has_both_compared_once(two: TwoReads) -> None:
    assert two.reads()["comparison"] is None
    waiting = ProcrastinateJob.objects.filter(task_name="review.compare_reads")
    assert waiting.count() == 1  # looking asked again, while the first asking waits
    jobs.drain("web")
    one, other = two.masks
    found = two.reads()["comparison"]
    assert found["voxels"] == sum(found["per_slice"]) == int(np.count_nonzero(one != other))
    assert [label["value"] for label in found["labels"]] == [1, 2]
    assert [row["agreement"] for row in two.queue()] == [found["dice"]] * 2
    assert {row["waits_for"] for row in two.queue()} == {"adjudication"}
    assert Comparison.objects.count() == 1
    two.reads()
    assert waiting.count() == 1


def test_one_read_is_nothing_to_adjudicate() -> None:
    case = make_case()
    make_submission(make_assignment(case, make_member(case.project, "annotator")))
    reviewer = signed_in(make_member(case.project, "reviewer"))
    answer = reviewer.post(f"/api/cases/{case.pk}/adjudicate", {"begin": "first"})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_two_reads")
    assert reviewer.get(f"/api/cases/{case.pk}/reads").json()["comparison"] is None


@pytest.mark.parametrize("begin", ["first", "second", "agreed"])
def test_a_merge_begins_where_it_is_told(two: TwoReads, begin: str) -> None:
    one, other = two.masks
    wanted = {"first": one, "second": other, "agreed": np.where(one == other, one, 0)}
    editor = two.merge(begin)
    assert np.array_equal(editor.mask(), wanted[begin])
    assert editor.opened["purpose"] == "adjudication"
    assert editor.opened["assignment_id"] is None
    assert [one["id"] for one in editor.opened["made_from"]] == [two.first.pk, two.second.pk]


def test_a_merge_is_saved_and_found_again(two: TwoReads) -> None:
    editor = two.merge()
    plane = np.full(editor.shape[1:], 2, np.uint8)
    assert editor.save({1: plane}).status_code == 200
    again = two.merge("first")  # the one that is open, not another
    assert again.opened["id"] == editor.opened["id"]
    assert np.array_equal(again.mask()[1], plane)
    lost = editor.save({2: plane})
    assert (lost.status_code, lost.json()["code"]) == (409, "lease_lost")
    assert editor.heartbeat().json()["code"] == "lease_lost"
    assert again.heartbeat().status_code == 200


def test_who_only_merged_signs_alone_and_both_readers_stay_named(two: TwoReads) -> None:
    one, other = two.masks
    mask = one.copy()
    mask[3:] = other[3:]
    answer = two.merge().hand_in(mask).json()
    assert (answer["approved"], answer["own_voxels"], _state(two.case)) == (True, 0, "approved")
    made = approved_revisions(two.case.project).get()
    assert (made.origin, made.author) == ("adjudicated", two.adjudicator)
    assert set(made.annotation.made_from.all()) == {two.first, two.second}
    shown = signed_in(two.adjudicator).get(f"/api/revisions/{made.pk}").json()
    assert [source["author"] for source in shown["made_from"]] == [
        two.first.author.name,
        two.second.author.name,
    ]
    assert set(two.case.assignments.values_list("state", flat=True)) == {"done"}
    event = AuditEvent.objects.get(act="case.adjudicated")
    assert event.detail == {
        "reads": [two.first.pk, two.second.pk],
        "revision": made.pk,
        "origin": "adjudicated",
        "own_voxels": 0,
    }


def _drawn(two: TwoReads) -> np.ndarray:
    """The first mask with one voxel that neither reader has so."""
    one, other = two.masks
    mask = one.copy()
    mask[0, 0, 0] = ({0, 1, 2} - {int(one[0, 0, 0]), int(other[0, 0, 0])}).pop()
    return mask


def test_a_voxel_that_no_reader_drew_needs_another_reviewer(two: TwoReads) -> None:
    answer = two.merge().hand_in(_drawn(two)).json()
    assert (answer["approved"], answer["own_voxels"]) == (False, 1)
    assert _state(two.case) == CaseState.SUBMITTED
    path = f"/api/revisions/{answer['revision_id']}/approve"
    assert signed_in(two.adjudicator).post(path).json()["code"] == "own_work"
    assert [(row["waits_for"], row["own"]) for row in two.queue()] == [("second_signature", True)]
    another = make_member(two.case.project, "reviewer")
    assert [row["own"] for row in two.queue(another)] == [False]
    assert signed_in(another).post(path).status_code == 200


def test_a_project_may_let_one_reviewer_be_enough(two: TwoReads) -> None:
    lead = signed_in(make_member(two.case.project, "lead"))
    path = f"/api/projects/{two.case.project.slug}"
    assert lead.patch(path, {"sign_own_corrections": True}).status_code == 200
    assert two.merge().hand_in(_drawn(two)).json()["approved"] is True


def test_who_read_a_case_does_not_choose_between_its_reads(two: TwoReads) -> None:
    reader = two.second.author  # is a reviewer too
    client = signed_in(reader)
    for path, body in (
        (f"/api/revisions/{two.first.pk}/approve", {}),
        (f"/api/revisions/{two.first.pk}/return", {"note": "no"}),
        (f"/api/revisions/{two.first.pk}/correct", {}),
        (f"/api/cases/{two.case.pk}/adjudicate", {"begin": "second"}),
    ):
        answer = client.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "read_by_you"), path
    assert two.reads(reader)["may_decide"] is False
    assert all(row["own"] for row in two.queue(reader))
    assert _state(two.case) == CaseState.SUBMITTED


def test_a_merge_of_a_read_that_came_again_is_refused_and_kept(two: TwoReads) -> None:
    editor = two.merge("first")
    plane = np.full(editor.shape[1:], 1, np.uint8)
    editor.save({0: plane})
    returned = signed_in(two.adjudicator).post(
        f"/api/revisions/{two.first.pk}/return", {"note": "again"}
    )
    assert returned.status_code == 200
    away = editor.save({1: plane})
    assert (away.status_code, away.json()["code"]) == (409, "not_open")
    again = Editor.open(two.first.author, two.first.annotation.assignment.pk)
    assert again.submit(again.mask()).status_code == 200
    answer = editor.hand_in(editor.mask())
    assert (answer.status_code, answer.json()["code"]) == (409, "newer_revision")
    assert two.merge("second").opened["id"] != editor.opened["id"]
    assert np.array_equal(editor.mask()[0], plane)


def test_after_a_decision_an_open_merge_takes_no_more(two: TwoReads) -> None:
    editor = two.merge()
    assert (
        signed_in(two.adjudicator).post(f"/api/revisions/{two.first.pk}/approve").status_code == 200
    )
    refused = editor.save({0: np.ones(editor.shape[1:], np.uint8)})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_open")
    assert "approved" in refused.json()["detail"]
    assert editor.hand_in(editor.mask()).status_code == 409


def test_a_merge_is_nobody_elses(two: TwoReads) -> None:
    editor = two.merge()
    other = signed_in(make_member(two.case.project, "reviewer"))
    for act in ("open", "heartbeat"):
        answer = other.post(f"/api/annotations/{editor.opened['id']}/{act}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_assignment")
    assert other.get(f"/api/annotations/{editor.opened['id']}/mask").status_code == 403


def test_a_merge_is_not_submitted_as_a_read(two: TwoReads) -> None:
    editor = two.merge()
    assert editor.submit(editor.mask()).json()["code"] == "not_open"


def test_a_demoted_adjudicator_hands_nothing_in(two: TwoReads) -> None:
    editor = two.merge()
    two.case.project.memberships.filter(user=two.adjudicator).update(role="annotator")
    assert editor.hand_in(two.masks[0]).status_code == 403
    assert _state(two.case) == CaseState.SUBMITTED


def test_readers_have_no_names_until_a_blind_review_is_decided(two: TwoReads) -> None:
    project = two.case.project
    project.blind_review = True
    project.save()
    names = {two.first.author.name, two.first.author.username, two.second.author.username}
    signed_in(two.first.author).post(f"/api/cases/{two.case.pk}/comments", {"text": "hard"})
    client = signed_in(two.adjudicator)
    said = [
        client.get(f"/api/cases/{two.case.pk}/reads").content,
        client.get(f"/api/projects/{project.slug}/reviews").content,
        client.get(f"/api/revisions/{two.first.pk}").content,
        client.get(f"/api/cases/{two.case.pk}/comments").content,
        client.post(f"/api/cases/{two.case.pk}/adjudicate", {"begin": "first"}).content,
    ]
    for answer in said:
        assert not [name for name in names if name.encode() in answer]
        assert b"Reader A" in answer
    assert [read["author"]["name"] for read in two.reads()["reads"]] == ["Reader A", "Reader B"]
    assert client.post(f"/api/revisions/{two.first.pk}/approve").status_code == 200
    shown = client.get(f"/api/revisions/{two.first.pk}").json()
    assert shown["author"]["name"] == two.first.author.name


def test_readers_agreement_is_the_projects_human_ceiling(two: TwoReads) -> None:
    jobs.drain("web")
    path = f"/api/projects/{two.case.project.slug}/overview"
    rows = signed_in(two.adjudicator).get(path).json()["reader_agreement"]
    comparison = Comparison.objects.get()
    assert [(row["n"], row["dice"]) for row in rows] == [
        (1, comparison.labels["1"]["dice"]),
        (1, comparison.labels["2"]["dice"]),
    ]


def test_two_projects_never_meet(two: TwoReads) -> None:
    other = make_case()
    stranger = signed_in(make_member(other.project, "lead"))
    editor = two.merge()
    for method, path in (
        ("get", f"/api/cases/{two.case.pk}/reads"),
        ("post", f"/api/cases/{two.case.pk}/adjudicate"),
        ("post", f"/api/revisions/{two.first.pk}/correct"),
        ("post", f"/api/annotations/{editor.opened['id']}/open"),
        ("post", f"/api/annotations/{editor.opened['id']}/hand-in"),
    ):
        assert getattr(stranger, method)(path).status_code == 404


def test_what_a_mask_was_made_from_never_changes(two: TwoReads) -> None:
    merge = Annotation.objects.get(pk=two.merge().opened["id"])
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        merge.made_from.clear()
    assert merge.made_from.count() == 2


def test_a_reviewers_correction_is_signed_by_another_reviewer_and_keeps_the_reader() -> None:
    case = make_case()
    reader = make_member(case.project, "annotator")
    submitted = make_submission(make_assignment(case, reader), some_mask(case, 1))
    first, second = (make_member(case.project, "reviewer") for _ in range(2))
    editor = Editor.at(first, f"/api/revisions/{submitted.pk}/correct")
    assert np.array_equal(editor.mask(), some_mask(case, 1))
    mask = some_mask(case, 1)
    mask[0, 0, :2] = 2 - mask[0, 0, :2] // 2
    editor.save({0: mask[0]})
    assert (
        Editor.at(first, f"/api/revisions/{submitted.pk}/correct").opened["id"]
        == (editor.opened["id"])
    )
    editor = Editor.at(first, f"/api/annotations/{editor.opened['id']}/open")
    answer = editor.hand_in(editor.mask()).json()
    assert (answer["approved"], answer["own_voxels"]) == (
        False,
        int((mask != some_mask(case, 1)).sum()),
    )
    made = Revision.objects.get(pk=answer["revision_id"])
    assert (made.origin, made.author, made.annotation.made_from.get()) == (
        "reviewer",
        first,
        submitted,
    )
    path = f"/api/projects/{case.project.slug}/reviews"
    queue = signed_in(second).get(path).json()["results"]
    assert [row["revision_id"] for row in queue] == [made.pk]  # in the place of what it corrects
    approve = f"/api/revisions/{made.pk}/approve"
    assert signed_in(first).post(approve).json()["code"] == "own_work"
    assert signed_in(second).post(approve).status_code == 200
    assert approved_revisions(case.project).get() == made
    refused = editor.save({0: mask[0]})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_open")


def test_nobody_corrects_their_own_read() -> None:
    case = make_case()
    case.project.sign_own_corrections = True
    case.project.save()
    own = make_submission(make_assignment(case, make_member(case.project, "reviewer")))
    answer = signed_in(own.author).post(f"/api/revisions/{own.pk}/correct")
    assert (answer.status_code, answer.json()["code"]) == (409, "own_work")
