"""What is withheld from a reader of findings, and until when."""

import json

import pytest

from labeling.annotate.models import Annotation, Revision
from labeling.assign.models import Assignment
from labeling.prelabel.errors import CaseIsOpened, FindingsRefused
from labeling.prelabel.services import store_findings_draft
from labeling.review.services import approve_revision
from labeling.rounds.services import HowPicked, NewPick, open_round, promote_model, store_score
from tests.factories import (
    answers_of,
    make_assignment,
    make_case,
    make_findings_project,
    make_member,
    make_reading,
    signed_in,
)
from tests.labeling.annotate.reader import PROPOSED, Reader, given, holds, proposed
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def test_the_proposal_does_not_reach_the_reader_before_the_own_answers_are_in() -> None:
    project = make_findings_project(show_proposal="after")
    assignment = given(project)
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
        assert not holds(reader.client.get(path)), path
    saved = reader.save({"mass": {"state": "absent"}})
    early = reader.compare()
    assert (early.status_code, early.json()["code"]) == (422, "unanswered")
    assert not holds(saved)
    assert not holds(early)

    first = answers_of(assignment.case, pneumonia="absent")
    reader.save(first)
    shown = reader.compare()
    assert shown.status_code == 200
    assert shown.json()["findings"]["proposal_state"] == "shown"
    assert shown.json()["findings"]["proposal"]["pneumonia"]["probability"] == PROPOSED
    assert shown.json()["findings"]["first_answers"] == first
    twice = reader.compare()
    assert (twice.status_code, twice.json()["code"]) == (409, "nothing_to_compare")
    assert holds(reader.client.get(reader.path("answers")))


def test_what_was_said_first_stays_beside_what_was_handed_in() -> None:
    assignment = given(make_findings_project(show_proposal="after"))
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
    assignment = given(make_findings_project(show_proposal="after"))
    reader = Reader.open(assignment.assignee, assignment)
    done = reader.submit(answers_of(assignment.case)).json()
    assert Revision.objects.get(pk=done["revision_id"]).first_answers is None
    assert done["statistics"]["answers"]["changed"] is None


@pytest.mark.parametrize("policy", ["after", "never"])
def test_counts_do_not_tell_of_a_withheld_proposal(policy: str) -> None:
    """They would: hand in, look how much differs, take it back, answer otherwise."""
    assignment = given(make_findings_project(show_proposal=policy))
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
    assignment = given(make_findings_project(show_proposal="never"))
    reader = Reader.open(assignment.assignee, assignment)
    assert reader.opened["findings"]["proposal_state"] == "none"
    reader.save(answers_of(assignment.case))
    assert reader.compare().json()["code"] == "nothing_to_compare"


def test_from_the_start_means_from_the_start() -> None:
    assignment = given(make_findings_project(show_proposal="before"))
    work = Reader.open(assignment.assignee, assignment).opened["findings"]
    assert (work["proposal_state"], work["model"]) == ("shown", None)
    assert work["proposal"]["pneumonia"]["boxes"][0]["box"] == [0, 0, 3, 3]


def test_a_reviewer_who_reads_the_case_is_kept_from_the_proposal_like_any_reader() -> None:
    """The revision's own page shows it to a reviewer, and to its author only once that one saw it."""
    project = make_findings_project(show_proposal="after")
    reviewer = make_member(project, "reviewer")
    assignment = given(project)
    revision = make_reading(assignment)
    path = f"/api/revisions/{revision.pk}/answers"
    assert holds(signed_in(reviewer).get(path))
    assert not holds(signed_in(assignment.assignee).get(path))
    approve_revision(revision=revision, reviewer=reviewer)
    assert holds(signed_in(assignment.assignee).get(path))

    case = make_case(project)
    proposed(case)
    both = make_assignment(case, assignment.assignee, second=reviewer)
    first = make_reading(both)
    second = Assignment.objects.get(case=case, assignee=reviewer)
    Reader.open(reviewer, second)
    refused = signed_in(reviewer).get(f"/api/revisions/{first.pk}/answers")
    assert (refused.status_code, refused.json()["code"]) == (403, "blind_read")


def test_a_proposal_never_replaces_work_and_must_fit() -> None:
    assignment = given(make_findings_project())
    with pytest.raises(FindingsRefused) as refused:
        store_findings_draft(
            case=make_case(assignment.case.project),
            version=None,
            findings={"pneumonia": {"probability": 2}},
        )
    assert refused.value.code == "bad_probability"
    Reader.open(assignment.assignee, assignment)
    with pytest.raises(CaseIsOpened):
        proposed(assignment.case)
    assert Annotation.objects.get().draft == assignment.case.drafts.get()


def test_why_a_case_was_picked_is_withheld_as_long_as_the_proposal() -> None:
    project = make_findings_project(show_proposal="after")
    assignment = given(project)
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
    assert holds(reader.client.get(path))


def test_a_round_withholds_what_a_case_was_ranked_by_as_long_as_the_proposal() -> None:
    project = make_findings_project(show_proposal="after")
    case = make_case(project)
    proposed(case)
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
    assert not holds(early)
    assert b"neumonia" not in early.content
    assert early.json()["picks"][0]["case"]["id"] == case.pk
    assert holds(signed_in(make_member(project, "lead")).get(path))
    window = Reader.open(reader, assignment)
    window.save(answers_of(case))
    window.compare()
    assert holds(window.client.get(path))
