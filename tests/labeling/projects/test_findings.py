"""The questions of a project, and what keeps them."""

import pytest

from labeling.projects.models import Project
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
)

pytestmark = pytest.mark.django_db

CODED = {"value": "233604007", "scheme": "SCT", "meaning": "Pneumonia"}


def _put(project: Project, findings: list[dict[str, object]]) -> object:
    client = signed_in(make_member(project, "lead"))
    return client.put(f"/api/projects/{project.slug}/findings", findings, format="json")


def test_findings_keep_their_order_key_and_code() -> None:
    project = make_findings_project()
    wanted = [
        {"key": "mass", "name": "Mass"},
        {"key": "pneumonia", "name": "Lung infection", "code": CODED, "color": 4},
    ]
    answer = _put(project, wanted)
    assert [one["key"] for one in answer.json()] == ["mass", "pneumonia"]
    assert (answer.json()[1]["code"], answer.json()[1]["color"]) == (CODED, 4)
    assert answer.json()[0]["code"] is None
    assert list(project.findings.values_list("key", "order")) == [("mass", 1), ("pneumonia", 2)]


def test_two_findings_may_swap_their_names() -> None:
    project = make_findings_project()
    swapped = [{"key": "mass", "name": "Pneumonia"}, {"key": "pneumonia", "name": "Mass"}]
    assert _put(project, swapped).status_code == 200


def test_a_key_or_a_name_stands_once() -> None:
    twice = [{"key": "mass", "name": "Mass"}, {"key": "mass2", "name": "Mass"}]
    answer = _put(make_findings_project(), twice)
    assert (answer.status_code, answer.json()["code"]) == (422, "findings_clash")


def test_a_finding_that_was_answered_stays() -> None:
    project = make_findings_project()
    case = make_case(project)
    make_reading(make_assignment(case, make_member(project, "annotator")), answers_of(case))
    answer = _put(project, [{"key": "pneumonia", "name": "Pneumonia"}])
    assert (answer.status_code, answer.json()["code"]) == (409, "finding_in_use")
    assert "mass" in answer.json()["detail"]
    assert project.findings.count() == 3


def test_a_project_is_made_with_its_findings() -> None:
    lead = make_member(make_project(), "lead")
    body = {
        "name": "Chest X-rays",
        "task": "classification",
        "show_proposal": "after",
        "findings": [{"key": "mass", "name": "Mass", "asks_boxes": False}],
    }
    made = signed_in(lead).post("/api/projects", body, format="json").json()
    assert (made["task"], made["show_proposal"]) == ("classification", "after")
    assert [(one["key"], one["asks_boxes"]) for one in made["findings"]] == [("mass", False)]


def test_the_task_stays_once_a_case_was_pre_labelled() -> None:
    project = make_project()
    case = make_case(project)
    client = signed_in(make_member(project, "lead"))
    change = {"task": "classification"}
    path = f"/api/projects/{project.slug}"
    assert client.patch(path, change, format="json").status_code == 200
    client.patch(path, {"task": "segmentation"}, format="json")
    make_draft(case)
    answer = client.patch(path, change, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "task_fixed")
