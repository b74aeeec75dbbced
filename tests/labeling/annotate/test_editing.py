"""Opening, autosave and handing in, through the calls that the browser makes."""

import gzip
import struct
from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors import revision_mask
from labeling.assign.models import Assignment
from labeling.cohorts.models import CaseState
from labeling.imaging.masks import encode_mask, encode_slices, mask_sha256
from labeling.ingest.models import Series
from tests.factories import (
    make_assignment,
    make_case,
    make_draft,
    make_member,
    make_submission,
    some_mask,
)
from tests.labeling.annotate.editor import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> Assignment:
    """A drafted case of 6 x 5 x 7 voxels, given to an annotator."""
    case = make_case()
    make_draft(case)
    return make_assignment(case, make_member(case.project, "annotator"))


@pytest.fixture
def editor(assignment: Assignment) -> Editor:
    return Editor.open(assignment.assignee, assignment.pk)


def _plane(value: int) -> np.ndarray:
    return np.full((5, 7), value, np.uint8)


def test_opening_gives_the_draft_and_all_that_the_viewer_needs(
    editor: Editor, assignment: Assignment
) -> None:
    draft = assignment.case.drafts.get()
    opened = editor.opened
    assert (opened["version"], opened["state"], opened["draft_id"]) == (1, "in_progress", draft.pk)
    assert opened["lease_seconds"] == 120
    assert [label["value"] for label in opened["labels"]] == [1, 2]
    case = opened["case"]
    assert case["dicomweb_root"] == f"/dicomweb/projects/{assignment.case.project.slug}"
    assert len(case["slices"]) == 6
    assert (case["state"], case["draft"]["id"]) == ("in_progress", draft.pk)
    assert np.array_equal(editor.mask(), some_mask(assignment.case, 7))


def test_opening_freezes_the_order_of_the_slices(editor: Editor, assignment: Assignment) -> None:
    assert Series.objects.get(pk=assignment.case.series_id).frozen_at is not None


def test_a_case_without_a_draft_begins_empty() -> None:
    case = make_case()
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    editor = Editor.open(assignment.assignee, assignment.pk)
    assert editor.opened["draft_id"] is None
    assert not editor.mask().any()


def test_a_label_taken_out_after_the_draft_was_made_is_not_in_the_mask_that_a_reader_begins_with(
    assignment: Assignment,
) -> None:
    drafted = some_mask(assignment.case, 7)
    assignment.case.project.labels.get(value=2).delete()
    editor = Editor.open(assignment.assignee, assignment.pk)
    np.testing.assert_array_equal(editor.mask(), np.where(drafted == 2, 0, drafted))
    assert editor.opened["mask_is_draft"] is False
    assert editor.submit(editor.mask()).status_code == 200


def test_saved_slices_survive_a_reload(editor: Editor, assignment: Assignment) -> None:
    wanted = editor.mask()
    for z, value in ((0, 2), (3, 1), (0, 1)):
        wanted[z] = value
        assert editor.save({z: _plane(value)}).status_code == 200
    again = Editor.open(assignment.assignee, assignment.pk)
    assert again.version == 4
    assert np.array_equal(again.mask(), wanted)


def test_a_multi_frame_case_is_drawn_on_by_frame_and_handed_in() -> None:
    case = make_case(multi_frame=True)
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    editor = Editor.open(assignment.assignee, assignment.pk)
    uid = case.series.instances.get().sop_instance_uid
    assert editor.keys == [f"{uid}/{frame}" for frame in (6, 5, 4, 3, 2, 1)]
    wanted = editor.mask()
    for z, value in ((0, 2), (4, 1)):
        wanted[z] = value
        assert editor.save({z: _plane(value)}).status_code == 200
    whole = editor.save_bytes(_patch(uid=uid))
    assert (whole.status_code, whole.json()["code"]) == (422, "unknown_slice")
    again = Editor.open(assignment.assignee, assignment.pk)
    assert np.array_equal(again.mask(), wanted)
    assert again.submit(wanted).status_code == 200
    assert np.array_equal(revision_mask(Revision.objects.get(case=case)), wanted)


def test_a_save_tells_the_new_version_and_keeps_the_active_time(editor: Editor) -> None:
    answer = editor.save({0: _plane(1)}, **{"X-Active-Seconds": "41.5"})
    assert (answer.json()["version"], answer.headers["ETag"]) == (2, '"v2"')
    editor.save({0: _plane(2)}, **{"X-Active-Seconds": "12"})  # a clock that went back is no loss
    assert Annotation.objects.get(pk=editor.opened["id"]).active_seconds == 41


def test_a_stale_save_is_412_and_changes_nothing(editor: Editor) -> None:
    editor.save({0: _plane(1)})
    before = editor.mask()
    answer = editor.save({0: _plane(2)}, **{"If-Match": '"v1"'})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (412, "stale")
    assert (problem["expected"], problem["got"]) == (2, 1)
    assert np.array_equal(editor.mask(), before)


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [("", 428, "if_match_missing"), ("*", 400, "bad_header"), ('"7"', 400, "bad_header")],
)
def test_a_save_must_name_its_version(editor: Editor, value: str, status: int, code: str) -> None:
    answer = editor.save({0: _plane(1)}, **{"If-Match": value})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def _patch(rows: int = 5, columns: int = 7, value: int = 1, uid: str = "") -> bytes:
    return encode_slices({uid: np.full((rows, columns), value, np.uint8)})


def _bomb() -> bytes:
    return gzip.compress(struct.pack("<I", 2) + b"{}" + bytes(50_000_000))


@pytest.mark.parametrize(
    ("make", "code", "expected"),
    [
        (lambda uid: _patch(uid="1.2.3"), "unknown_slice", None),
        (lambda uid: _patch(rows=6, uid=uid), "wrong_shape", [5, 7]),
        (lambda uid: _patch(value=9, uid=uid), "unknown_label", [0, 1, 2]),
        (lambda uid: b"not gzip", "not_gzip", [5, 7]),
        (lambda uid: _patch(uid=uid)[:-9], "truncated", [5, 7]),
        (lambda uid: gzip.compress(b"abc"), "bad_header", [5, 7]),
        (lambda uid: _bomb(), "too_large", [5, 7]),
    ],
)
def test_a_patch_that_does_not_fit_is_422_and_named(
    editor: Editor, make: object, code: str, expected: object
) -> None:
    answer = editor.save_bytes(make(editor.keys[0]))  # type: ignore[operator]
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["expected"]) == (422, code, expected)
    assert Annotation.objects.get(pk=editor.opened["id"]).version == 1


def test_another_media_type_is_415(editor: Editor) -> None:
    answer = editor.client.patch(
        f"/api/annotations/{editor.opened['id']}/slices", {}, format="json"
    )
    assert answer.status_code == 415


def test_a_second_window_takes_the_lease_and_the_first_is_told(
    editor: Editor, assignment: Assignment
) -> None:
    second = Editor.open(assignment.assignee, assignment.pk)
    answers = (editor.save({0: _plane(1)}), editor.heartbeat(), editor.submit(editor.mask()))
    assert [a.status_code for a in answers] == [409, 409, 409]
    assert {a.json()["code"] for a in answers} == {"lease_lost"}
    assert second.save({0: _plane(1)}).status_code == 200


def test_a_lease_that_ran_out_is_good_until_it_is_taken(
    editor: Editor, assignment: Assignment
) -> None:
    late = timezone.now() - timedelta(hours=8)
    Assignment.objects.filter(pk=assignment.pk).update(lease_until=late)
    assert editor.save({0: _plane(1)}).status_code == 200
    assert editor.heartbeat().status_code == 200
    assignment.refresh_from_db()
    assert assignment.lease_until > timezone.now() + timedelta(seconds=100)


def test_handing_in_keeps_the_mask_exactly_with_its_statistics(
    editor: Editor, assignment: Assignment
) -> None:
    mask = editor.mask()
    mask[2] = 0
    draft = some_mask(assignment.case, 7)
    answer = editor.submit(mask)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["number"], body["next_assignment_id"]) == (1, None)
    revision = Revision.objects.get(pk=body["revision_id"])
    assert np.array_equal(revision_mask(revision), mask)
    assert revision.mask_sha256 == mask_sha256(mask)
    statistics = body["statistics"]
    assert statistics["edited_voxels"] == int((mask != draft).sum())
    dice = [
        2 * ((mask == v) & (draft == v)).sum() / ((mask == v).sum() + (draft == v).sum())
        for v in (1, 2)
    ]
    assert statistics["draft_dice"] == pytest.approx(float(np.mean(dice)))
    assert statistics["label_voxels"] == {str(v): int((mask == v).sum()) for v in (1, 2)}
    assert statistics["active_seconds"] == 90
    assignment.refresh_from_db()
    assert (assignment.state, assignment.case.state) == ("submitted", "submitted")


def test_handing_in_names_the_next_open_case(assignment: Assignment) -> None:
    following = make_assignment(make_case(assignment.case.project), assignment.assignee)
    editor = Editor.open(assignment.assignee, assignment.pk)
    assert editor.submit(editor.mask()).json()["next_assignment_id"] == following.pk


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda mask: encode_mask(mask[:-1]), "wrong_shape"),
        (lambda mask: encode_mask(mask + np.uint8(7)), "unknown_label"),
        (lambda mask: encode_mask(np.zeros_like(mask)), "mask_hash_mismatch"),
        (lambda mask: gzip.compress(bytes(10**7)), "too_large"),
        (lambda mask: b"", "not_gzip"),
    ],
)
def test_a_mask_that_does_not_fit_is_422_and_the_case_stays_open(
    editor: Editor, make: object, code: str
) -> None:
    mask = np.ones(editor.shape, np.uint8)
    answer = editor.submit(mask, make(mask))  # type: ignore[operator]
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Revision.objects.exists()
    assert editor.save({0: _plane(1)}).status_code == 200


def test_a_stale_submission_is_412(editor: Editor) -> None:
    mask = editor.mask()
    answer = editor.submit(mask, **{"If-Match": '"v9"'})
    assert answer.status_code == 412
    assert not Revision.objects.exists()


def test_nothing_is_saved_after_handing_in(editor: Editor) -> None:
    editor.submit(editor.mask())
    answer = editor.save({0: _plane(1)}, **{"If-Match": '"v2"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_open")


def test_the_database_refuses_to_change_or_remove_a_revision(assignment: Assignment) -> None:
    revision = make_submission(assignment)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(mask_sha256="0" * 64)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk)._raw_delete("default")
    assert Revision.objects.get(pk=revision.pk).mask_sha256 == revision.mask_sha256


def test_a_case_read_twice_is_submitted_when_both_reads_are() -> None:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "annotator")
    first = make_assignment(case, a, second=b)
    second = case.assignments.get(read=2)
    make_submission(first, some_mask(case, 1))
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    blind = Editor.open(b, second.pk)
    assert not blind.mask().any()  # nothing of the first reader's
    blind.submit(some_mask(case, 2))
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED
    assert list(case.revisions.order_by("number").values_list("author", flat=True)) == [a.pk, b.pk]


def test_a_reader_cannot_see_the_others_mask() -> None:
    case = make_case()
    a, b = make_member(case.project, "annotator"), make_member(case.project, "reviewer")
    revision = make_submission(make_assignment(case, a, second=b), some_mask(case, 1))
    blind = Editor.open(b, case.assignments.get(read=2).pk)
    answer = blind.client.get(f"/api/revisions/{revision.pk}/mask")
    assert (answer.status_code, answer.json()["code"]) == (403, "blind_read")


def test_a_fresh_copy_is_said_to_be_the_draft_until_something_is_saved(
    editor: Editor, assignment: Assignment
) -> None:
    assert editor.opened["mask_is_draft"] is True
    draft = editor.client.get(f"/api/drafts/{editor.opened['draft_id']}/mask")
    assert gzip.decompress(draft.content) == editor.mask().tobytes()
    assert editor.save({2: _plane(1)}).status_code == 200
    again = Editor.open(assignment.assignee, assignment.pk)
    assert again.opened["mask_is_draft"] is False


def test_a_copy_without_a_draft_is_not_said_to_be_one() -> None:
    case = make_case()
    bare = make_assignment(case, make_member(case.project, "annotator"))
    assert Editor.open(bare.assignee, bare.pk).opened["mask_is_draft"] is False
