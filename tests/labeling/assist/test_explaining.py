"""Who is told why the model proposed what it did. No helper runs here: 503 says that all was checked."""

from typing import Any

import pytest

from labeling.cohorts.models import Case
from labeling.prelabel.services import store_draft, store_findings_draft
from labeling.projects.models import Project, Role, ShowProposal
from labeling.rounds.models import ModelVersion
from tests.factories import (
    answers_of,
    make_assignment,
    make_case,
    make_findings_project,
    make_member,
    make_project,
    make_user,
    open_for,
    signed_in,
    some_mask,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db
PASSED = {"images": 4, "likeness": 0.2, "between_images": None, "limit": 0.5, "passed": True}


def drafted(project: Project, *, metrics: dict[str, Any] | None = None) -> Case:
    case = make_case(project)
    version = records.version(project)
    explain = {"grad_cam": PASSED} if metrics is None else metrics
    ModelVersion.objects.filter(pk=version.pk).update(metrics={"explain": explain})
    if project.task == "segmentation":
        store_draft(case=case, version=version, mask=some_mask(case))
    else:
        said = {"mass": {"probability": 0.9, "boxes": []}}
        store_findings_draft(case=case, version=version, findings=said)
    return case


def why(user: Any, case: Case, query: str = "finding=mass") -> tuple[int, str]:
    answer = signed_in(user).get(f"/api/cases/{case.pk}/explanation?{query}")
    return answer.status_code, answer.json()["code"]


def test_an_explanation_is_withheld_as_long_as_the_proposal_is() -> None:
    project = make_findings_project("after", show_proposal=ShowProposal.AFTER)
    case = drafted(project)
    reader, lead = make_member(project, Role.ANNOTATOR), make_member(project, Role.LEAD)
    annotation, _ = open_for(make_assignment(case, reader))
    assert why(reader, case) == (403, "proposal_withheld")
    assert why(reader, case, "finding=nothing-known") == (403, "proposal_withheld")
    assert why(lead, case) == (503, "no_helper")
    annotation.first_answers = answers_of(case)
    annotation.save()
    assert why(reader, case) == (503, "no_helper")


def test_where_a_proposal_is_never_shown_a_reader_is_never_told_why() -> None:
    project = make_findings_project("never", show_proposal=ShowProposal.NEVER)
    case = drafted(project)
    reader = make_member(project, Role.ANNOTATOR)
    annotation, _ = open_for(make_assignment(case, reader))
    annotation.first_answers = answers_of(case)
    annotation.save()
    assert why(reader, case) == (403, "proposal_withheld")


def test_a_stranger_is_told_nothing_of_a_case() -> None:
    case = drafted(make_findings_project("mine"))
    assert why(make_user("stranger"), case) == (404, why(make_user("other"), case)[1])


@pytest.mark.parametrize(
    ("metrics", "code"),
    [
        ({}, "explanation_unchecked"),
        ({"occlusion": PASSED}, "explanation_unchecked"),
        ({"grad_cam": PASSED | {"likeness": 0.93, "passed": False}}, "explanation_failed"),
    ],
)
def test_a_method_that_did_not_pass_its_check_is_not_offered(
    metrics: dict[str, Any], code: str
) -> None:
    project = make_findings_project("checked")
    case = drafted(project, metrics=metrics)
    reader = make_member(project, Role.ANNOTATOR)
    assert why(reader, case) == (409, code)
    answer = signed_in(reader).get(f"/api/cases/{case.pk}/explanation?finding=mass")
    if code == "explanation_failed":
        assert "rank correlation 0.93, at most 0.50" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("label=1", (503, "no_helper")),
        ("label=1&method=occlusion", (422, "question_refused")),  # of films only
        ("label=9", (422, "question_refused")),
        ("label=x", (422, "question_refused")),
        ("label=1&finding=mass", (422, "question_refused")),
        ("", (422, "question_refused")),
        ("finding=mass", (409, "wrong_task")),
    ],
)
def test_a_question_says_one_label_of_a_project_of_masks(
    query: str, expected: tuple[int, str]
) -> None:
    project = make_project("masks")
    case = drafted(project)
    assert why(make_member(project, Role.ANNOTATOR), case, query) == expected


def test_a_proposal_that_no_model_made_is_not_explained() -> None:
    project = make_project("imported")
    case = make_case(project)
    reader = make_member(project, Role.ANNOTATOR)
    assert why(reader, case, "label=1") == (409, "nothing_to_explain")
    store_draft(case=case, version=None, mask=some_mask(case))
    assert why(reader, case, "label=1") == (409, "nothing_to_explain")
