"""Answering findings through the calls that the browser makes."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from labeling.annotate.models import Revision
from labeling.cohorts.models import CaseState
from labeling.imaging.findings import answers_sha256
from labeling.imaging.masks import encode_mask, mask_sha256
from labeling.prelabel.services import store_findings_draft
from labeling.projects.errors import WrongTask
from tests.factories import (
    answers_of,
    make_assignment,
    make_case,
    make_draft,
    make_findings_project,
    make_member,
    make_project,
    make_reading,
    some_mask,
)
from tests.labeling.annotate.reader import Reader, given

pytestmark = pytest.mark.django_db


def test_a_case_of_findings_has_no_mask_to_check() -> None:
    assignment = given(make_findings_project(), draft=False)
    reader = Reader.open(assignment.assignee, assignment)
    answer = reader.client.get(reader.path("checks"))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_task")


def test_opening_gives_the_questions_and_no_answer() -> None:
    assignment = given(make_findings_project(), draft=False)
    opened = Reader.open(assignment.assignee, assignment).opened
    work = opened["findings"]
    assert [one["key"] for one in work["asked"]] == ["pneumonia", "mass", "no-finding"]
    assert (work["answers"], work["proposal_state"], work["proposal"]) == ({}, "none", None)
    assert (opened["case"]["task"], opened["labels"]) == ("classification", [])


def test_a_mask_project_opens_without_findings() -> None:
    project = make_project()
    assignment = make_assignment(make_case(project), make_member(project, "annotator"))
    reader = Reader.open(assignment.assignee, assignment)
    assert reader.opened["findings"] is None
    refused = reader.save({})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_task")


def test_answers_are_saved_by_version_and_a_stale_one_overwrites_nothing() -> None:
    assignment = given(make_findings_project())
    reader = Reader.open(assignment.assignee, assignment)
    answers = answers_of(assignment.case)
    assert reader.save({"mass": {"state": "uncertain"}}).json()["version"] == 2
    reader.version = 1
    refused = reader.save(answers)
    assert (refused.status_code, refused.json()["code"]) == (412, "stale")
    again = Reader.open(assignment.assignee, assignment)
    assert again.opened["findings"]["answers"] == {"mass": {"state": "uncertain", "boxes": []}}
    lost = reader.save(answers)  # the second window has the lease now
    assert (lost.status_code, lost.json()["code"]) == (409, "lease_lost")


def test_answers_that_do_not_fit_are_refused_with_their_reason() -> None:
    assignment = given(make_findings_project())
    reader = Reader.open(assignment.assignee, assignment)
    refused = reader.save({"cyst": {"state": "absent"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_finding")
    assert "pneumonia, mass, no-finding" in refused.json()["detail"]


def test_a_submission_is_a_revision_that_never_changes() -> None:
    assignment = given(make_findings_project(show_proposal="before"))
    reader = Reader.open(assignment.assignee, assignment)
    answers = answers_of(assignment.case, pneumonia="uncertain", box=False)
    done = reader.submit(answers)
    assert done.status_code == 200, done.content
    revision = Revision.objects.get(pk=done.json()["revision_id"])
    assert (revision.answers, revision.answers_sha256) == (answers, answers_sha256(answers))
    assert (revision.mask_sha256, revision.active_seconds) == ("", 12)
    counts = done.json()["statistics"]["answers"]
    assert counts == {
        "present": 0, "absent": 2, "uncertain": 1, "boxes": 0,
        "proposed": 2, "differs": 1, "changed": None, "toward": None,
    }  # fmt: skip
    assignment.case.refresh_from_db()
    assert assignment.case.state == CaseState.SUBMITTED
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(answers={})


def test_a_submission_needs_every_answer_and_its_own_hash() -> None:
    assignment = given(make_findings_project())
    reader = Reader.open(assignment.assignee, assignment)
    answers = answers_of(assignment.case)
    missing = reader.submit({key: one for key, one in answers.items() if key != "mass"})
    assert (missing.status_code, missing.json()["code"]) == (422, "unanswered")
    assert missing.json()["got"] == ["mass"]
    other = reader.submit(answers, sha256="0" * 64)
    assert (other.status_code, other.json()["code"]) == (422, "mask_hash_mismatch")
    assert not Revision.objects.exists()


def test_masks_and_answers_do_not_mix() -> None:
    assignment = given(make_findings_project(), draft=False)
    reader = Reader.open(assignment.assignee, assignment)
    mask = some_mask(assignment.case)
    sent = reader.client.generic(
        "POST", reader.path("submit"), encode_mask(mask), "application/octet-stream",
        headers=reader.headers(**{"X-Mask-SHA256": mask_sha256(mask)}),
    )  # fmt: skip
    assert (sent.status_code, sent.json()["code"]) == (409, "wrong_task")
    no_mask = reader.client.get(reader.path("mask"))
    assert (no_mask.status_code, no_mask.json()["code"]) == (404, "no_mask")
    with pytest.raises(WrongTask):
        make_draft(make_case(assignment.case.project))
    with pytest.raises(WrongTask):
        store_findings_draft(case=make_case(), version=None, findings={})
    revision = make_reading(assignment)
    with pytest.raises(IntegrityError, match="revision_is_a_mask_or_answers"), transaction.atomic():
        Revision.objects.create(
            case=revision.case, annotation=revision.annotation, author=revision.author, number=9,
            origin="reader", mask_sha256="0" * 64, answers={}, answers_sha256="0" * 64,
        )  # fmt: skip
