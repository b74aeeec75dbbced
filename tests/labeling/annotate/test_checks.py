"""The checks over the API: of a working copy, and kept with what was handed in."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from labeling.annotate.models import Annotation, Revision
from labeling.assign.models import Assignment
from labeling.projects.models import Project
from tests.factories import (
    make_approved,
    make_assignment,
    make_case,
    make_draft,
    make_member,
    make_project,
    signed_in,
)
from tests.labeling.annotate.editor import Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> Assignment:
    """A case of 6 x 5 x 7 voxels; its draft has both labels, away from the border."""
    case = make_case()
    draft = np.zeros((6, 5, 7), np.uint8)
    draft[2:4, 1:4, 1:3] = 1
    draft[2:4, 1:4, 4:6] = 2
    make_draft(case, draft)
    return make_assignment(case, make_member(case.project, "annotator"))


@pytest.fixture
def editor(assignment: Assignment) -> Editor:
    return Editor.open(assignment.assignee, assignment.pk)


def _checks(editor: Editor) -> dict:
    answer = editor.client.get(f"/api/annotations/{editor.opened['id']}/checks")
    assert answer.status_code == 200, answer.content
    return answer.json()


def _without_posterior(editor: Editor) -> np.ndarray:
    mask = editor.mask()
    mask[mask == 2] = 0
    editor.save({2: mask[2], 3: mask[3]})
    return mask


def test_an_untouched_draft_has_no_findings(editor: Editor) -> None:
    assert _checks(editor) == {"version": 1, "findings": []}


def test_the_stored_version_is_what_is_checked(editor: Editor) -> None:
    _without_posterior(editor)
    found = _checks(editor)
    assert found["version"] == editor.version == 2
    (finding,) = found["findings"]
    assert (finding["code"], finding["label"]) == ("empty_label", 2)
    assert finding["sentence"] == "Posterior is empty; the pre-label had 0.02 ml."
    z, y, x = finding["place"]
    assert (z in (2, 3), y in (1, 2, 3), x in (4, 5)) == (True, True, True)


def test_a_version_is_checked_once(
    editor: Editor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _without_posterior(editor)
    first = _checks(editor)
    Annotation.objects.filter(pk=editor.opened["id"]).update(base_blob="0" * 64)  # unreadable
    assert _checks(editor) == first


def test_what_is_handed_in_keeps_its_findings_and_the_reviewer_reads_them(
    editor: Editor, assignment: Assignment
) -> None:
    mask = _without_posterior(editor)
    _checks(editor)
    revision = editor.submit(mask).json()["revision_id"]
    reviewer = signed_in(make_member(assignment.case.project, "reviewer"))
    (finding,) = reviewer.get(f"/api/revisions/{revision}").json()["findings"]
    assert finding["code"] == "empty_label"


def test_findings_are_of_the_mask_that_was_handed_in_not_of_the_one_last_checked(
    editor: Editor,
) -> None:
    _without_posterior(editor)
    assert len(_checks(editor)["findings"]) == 1
    whole = editor.mask()
    whole[2:4, 1:4, 4:6] = 2
    revision = Revision.objects.get(pk=editor.submit(whole).json()["revision_id"])
    assert revision.findings == []


def test_a_volume_is_held_against_the_approved_masks_of_the_own_project_only(
    assignment: Assignment,
) -> None:
    def approve(project: Project, voxels: int) -> None:
        mask = np.zeros((6, 5, 7), np.uint8)
        mask.ravel()[:voxels] = 1
        make_approved(project, mask)

    elsewhere = make_project()
    for _ in range(2):
        approve(elsewhere, 3)
    project = assignment.case.project
    for voxels in (40, 42, 44, 46, 48, 50, 52, 54, 56, 58):
        approve(project, voxels)
    (finding,) = _checks(Editor.open(assignment.assignee, assignment.pk))["findings"]
    assert (finding["code"], finding["label"], finding["numbers"]["n"]) == ("volume_range", 1, 10)
    assert "(n = 10)" in finding["sentence"]


def test_handing_in_counts_what_was_added_to_and_taken_from_each_label(editor: Editor) -> None:
    mask = editor.mask()
    mask[2, 1:4, 1] = 2  # three voxels from Anterior to Posterior
    mask[5, 4, 6] = 1
    statistics = editor.submit(mask).json()["statistics"]
    assert statistics["label_edits"] == {
        "1": {"added": 1, "removed": 3},
        "2": {"added": 3, "removed": 0},
    }
