"""Answering findings through the calls that the browser makes; what is withheld from it until when."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Revision
from labeling.assign.models import Assignment
from labeling.cohorts.models import Case, CaseState
from labeling.imaging.findings import answers_sha256
from labeling.imaging.masks import encode_mask, mask_sha256
from labeling.prelabel.errors import CaseIsOpened, FindingsRefused
from labeling.prelabel.services import store_findings_draft
from labeling.projects.errors import WrongTask
from labeling.projects.models import Project
from labeling.review.services import approve_revision
from labeling.rounds.services import HowPicked, NewPick, open_round, promote_model, store_score
from tests.factories import (
    answers_of,
    make_assignment,
    make_case,
    make_draft,
    make_findings_project,
    make_member,
    make_project,
    make_reading,
    signed_in,
    some_mask,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db

PROPOSED = 0.8125  # a number that stands nowhere else: found in an answer, the proposal is in it


@dataclass
class Reader:
    """One window of the findings editor."""

    client: Any
    opened: dict[str, Any]
    version: int

    @classmethod
    def open(cls, user: User, assignment: Assignment) -> "Reader":
        client = signed_in(user)
        answer = client.post(f"/api/assignments/{assignment.pk}/open")
        assert answer.status_code == 200, answer.content
        return cls(client, answer.json(), answer.json()["version"])

    def path(self, end: str) -> str:
        return f"/api/annotations/{self.opened['id']}/{end}"

    def headers(self, **more: str) -> dict[str, str]:
        lease = {"X-Lease-Token": self.opened["lease_token"], "X-Active-Seconds": "12"}
        return {"If-Match": f'"v{self.version}"', **lease, **more}

    def save(self, answers: Any) -> Any:
        answer = self.client.put(
            self.path("answers"), answers, format="json", headers=self.headers()
        )
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def compare(self) -> Any:
        answer = self.client.post(self.path("proposal"), headers=self.headers())
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def submit(self, answers: Any, sha256: str = "") -> Any:
        headers = self.headers(**{"X-Answers-SHA256": sha256 or answers_sha256(answers)})
        return self.client.post(
            self.path("answers/submit"), answers, format="json", headers=headers
        )


def _proposed(case: Case) -> Any:
    box = {"slice": case.series.slices[0], "box": [0, 0, 3, 3], "probability": 0.5}
    return store_findings_draft(
        case=case,
        version=None,
        findings={
            "pneumonia": {"probability": PROPOSED, "boxes": [box]},
            "mass": {"probability": 0.1},
        },
    )


def _given(project: Project, *, draft: bool = True) -> Assignment:
    case = make_case(project)
    if draft:
        _proposed(case)
    return make_assignment(case, make_member(project, "annotator"))


def _holds(answer: Any) -> bool:
    return str(PROPOSED) in answer.content.decode()


def test_a_case_of_findings_has_no_mask_to_check() -> None:
    assignment = _given(make_findings_project(), draft=False)
    reader = Reader.open(assignment.assignee, assignment)
    answer = reader.client.get(reader.path("checks"))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_task")


def test_opening_gives_the_questions_and_no_answer() -> None:
    assignment = _given(make_findings_project(), draft=False)
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
    assignment = _given(make_findings_project())
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
    assignment = _given(make_findings_project())
    reader = Reader.open(assignment.assignee, assignment)
    refused = reader.save({"cyst": {"state": "absent"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_finding")
    assert "pneumonia, mass, no-finding" in refused.json()["detail"]


def test_a_submission_is_a_revision_that_never_changes() -> None:
    assignment = _given(make_findings_project(show_proposal="before"))
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
    assignment = _given(make_findings_project())
    reader = Reader.open(assignment.assignee, assignment)
    answers = answers_of(assignment.case)
    missing = reader.submit({key: one for key, one in answers.items() if key != "mass"})
    assert (missing.status_code, missing.json()["code"]) == (422, "unanswered")
    assert missing.json()["got"] == ["mass"]
    other = reader.submit(answers, sha256="0" * 64)
    assert (other.status_code, other.json()["code"]) == (422, "mask_hash_mismatch")
    assert not Revision.objects.exists()


def test_masks_and_answers_do_not_mix() -> None:
    assignment = _given(make_findings_project(), draft=False)
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


def test_the_proposal_does_not_reach_the_reader_before_the_own_answers_are_in() -> None:
    project = make_findings_project(show_proposal="after")
    assignment = _given(project)
    draft = assignment.case.drafts.get()
    reader = Reader.open(assignment.assignee, assignment)
    assert reader.opened["findings"]["proposal_state"] == "withheld"
    assert str(PROPOSED) not in json.dumps(reader.opened)
    for path in (
        reader.path("answers"),
        f"/api/cases/{assignment.case_id}",
        f"/api/drafts/{draft.pk}/mask",
        f"/api/drafts/{draft.pk}/uncertainty",
        f"/api/projects/{project.slug}/cases",
        "/api/work",
    ):
        assert not _holds(reader.client.get(path)), path
    saved = reader.save({"mass": {"state": "absent"}})
    early = reader.compare()
    assert (early.status_code, early.json()["code"]) == (422, "unanswered")
    assert not _holds(saved)
    assert not _holds(early)

    first = answers_of(assignment.case, pneumonia="absent")
    reader.save(first)
    shown = reader.compare()
    assert shown.status_code == 200
    assert shown.json()["findings"]["proposal_state"] == "shown"
    assert shown.json()["findings"]["proposal"]["pneumonia"]["probability"] == PROPOSED
    assert shown.json()["findings"]["first_answers"] == first
    twice = reader.compare()
    assert (twice.status_code, twice.json()["code"]) == (409, "nothing_to_compare")
    assert _holds(reader.client.get(reader.path("answers")))


def test_what_was_said_first_stays_beside_what_was_handed_in() -> None:
    assignment = _given(make_findings_project(show_proposal="after"))
    reader = Reader.open(assignment.assignee, assignment)
    first = answers_of(assignment.case, pneumonia="absent")
    reader.save(first)
    reader.compare()
    last = answers_of(assignment.case, pneumonia="present")
    reader.save(last)
    done = reader.submit(last).json()
    revision = Revision.objects.get(pk=done["revision_id"])
    assert (revision.first_answers, revision.answers) == (first, last)
    assert revision.first_seconds == 12
    counts = done["statistics"]["answers"]
    assert (counts["differs"], counts["changed"], counts["toward"]) == (0, 1, 1)


def test_who_hands_in_without_looking_was_not_shown_it() -> None:
    assignment = _given(make_findings_project(show_proposal="after"))
    reader = Reader.open(assignment.assignee, assignment)
    done = reader.submit(answers_of(assignment.case)).json()
    assert Revision.objects.get(pk=done["revision_id"]).first_answers is None
    assert done["statistics"]["answers"]["changed"] is None


@pytest.mark.parametrize("policy", ["after", "never"])
def test_counts_do_not_tell_of_a_withheld_proposal(policy: str) -> None:
    """They would: hand in, look how much differs, take it back, answer otherwise."""
    assignment = _given(make_findings_project(show_proposal=policy))
    reader = Reader.open(assignment.assignee, assignment)
    done = reader.submit(answers_of(assignment.case)).json()
    again = reader.client.get(f"/api/revisions/{done['revision_id']}").json()
    for counts in (done["statistics"]["answers"], again["statistics"]["answers"]):
        assert counts["present"] == 1
        assert (counts["proposed"], counts["differs"], counts["toward"]) == (None, None, None)
    kept = Revision.objects.get(pk=done["revision_id"]).finding_counts
    assert kept["differs"] is not None
    reviewer = signed_in(make_member(assignment.case.project, "reviewer"))
    told = reviewer.get(f"/api/revisions/{done['revision_id']}").json()["statistics"]["answers"]
    assert told["differs"] == kept["differs"]


def test_a_project_that_never_shows_it_says_that_there_is_none() -> None:
    assignment = _given(make_findings_project(show_proposal="never"))
    reader = Reader.open(assignment.assignee, assignment)
    assert reader.opened["findings"]["proposal_state"] == "none"
    reader.save(answers_of(assignment.case))
    assert reader.compare().json()["code"] == "nothing_to_compare"


def test_from_the_start_means_from_the_start() -> None:
    assignment = _given(make_findings_project(show_proposal="before"))
    work = Reader.open(assignment.assignee, assignment).opened["findings"]
    assert (work["proposal_state"], work["model"]) == ("shown", None)
    assert work["proposal"]["pneumonia"]["boxes"][0]["box"] == [0, 0, 3, 3]


def test_a_reviewer_who_reads_the_case_is_kept_from_the_proposal_like_any_reader() -> None:
    """The revision's own page shows it to a reviewer, and to its author only once that one saw it."""
    project = make_findings_project(show_proposal="after")
    reviewer = make_member(project, "reviewer")
    assignment = _given(project)
    revision = make_reading(assignment)
    path = f"/api/revisions/{revision.pk}/answers"
    assert _holds(signed_in(reviewer).get(path))
    assert not _holds(signed_in(assignment.assignee).get(path))
    approve_revision(revision=revision, reviewer=reviewer)
    assert _holds(signed_in(assignment.assignee).get(path))

    case = make_case(project)
    _proposed(case)
    both = make_assignment(case, assignment.assignee, second=reviewer)
    first = make_reading(both)
    second = Assignment.objects.get(case=case, assignee=reviewer)
    Reader.open(reviewer, second)
    refused = signed_in(reviewer).get(f"/api/revisions/{first.pk}/answers")
    assert (refused.status_code, refused.json()["code"]) == (403, "blind_read")


def test_a_proposal_never_replaces_work_and_must_fit() -> None:
    assignment = _given(make_findings_project())
    with pytest.raises(FindingsRefused) as refused:
        store_findings_draft(
            case=make_case(assignment.case.project),
            version=None,
            findings={"pneumonia": {"probability": 2}},
        )
    assert refused.value.code == "bad_probability"
    Reader.open(assignment.assignee, assignment)
    with pytest.raises(CaseIsOpened):
        _proposed(assignment.case)
    assert Annotation.objects.get().draft == assignment.case.drafts.get()


def test_why_a_case_was_picked_is_withheld_as_long_as_the_proposal() -> None:
    project = make_findings_project(show_proposal="after")
    assignment = _given(project)
    version = promote_model(version=records.version(project), by=None, reason="first")
    store_score(
        case_id=assignment.case_id,
        version_id=version.pk,
        score=0.5,
        components={"entropy": 0.5, "finding:pneumonia": PROPOSED},
        band_probabilities=[0.6, 0.4],
    )
    reader = Reader.open(assignment.assignee, assignment)
    path = f"/api/cases/{assignment.case_id}/why"
    early = reader.client.get(path)
    assert (early.status_code, early.json()["code"]) == (404, "not_explained")
    reader.save(answers_of(assignment.case))
    reader.compare()
    assert _holds(reader.client.get(path))


def test_a_round_withholds_what_a_case_was_ranked_by_as_long_as_the_proposal() -> None:
    project = make_findings_project(show_proposal="after")
    case = make_case(project)
    _proposed(case)
    doubted = NewPick(
        case.pk, "picked", PROPOSED, {"entropy": PROPOSED}, rule="class:pneumonia", value=PROPOSED
    )
    found = open_round(
        project=project,
        version=promote_model(version=records.version(project), by=None, reason="first"),
        how=HowPicked(strategy="clasp", seed=1, pool_size=1),
        picks=[doubted],
        after_round=0,
    )
    assert found is not None
    reader, path = make_member(project, "annotator"), f"/api/rounds/{found.pk}"
    assignment = make_assignment(case, reader)
    early = signed_in(reader).get(path)
    assert not _holds(early)
    assert b"neumonia" not in early.content
    assert early.json()["picks"][0]["case"]["id"] == case.pk
    assert _holds(signed_in(make_member(project, "lead")).get(path))
    window = Reader.open(reader, assignment)
    window.save(answers_of(case))
    window.compare()
    assert _holds(window.client.get(path))
