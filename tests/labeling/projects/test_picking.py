"""How a project says that its batches are picked."""

from typing import Any

import pytest

from labeling.projects.models import Project, Strategy
from tests.factories import make_findings_project, make_member, make_project, signed_in

pytestmark = pytest.mark.django_db


def change(project: Project, **values: Any) -> Any:
    lead = make_member(project, "lead")
    return signed_in(lead).patch(f"/api/projects/{project.slug}", values, format="json")


def test_a_new_project_follows_the_schedule_with_nothing_set() -> None:
    project = make_project()
    body = change(project, name="Renamed").json()
    assert (body["strategy"], body["strategy_parameters"]) == ("schedule", {})
    assert body["pick_constraints"] == {"quotas": [], "per_minute": False, "max_minutes": None}


def test_parameters_of_the_strategy_are_kept_and_go_with_it() -> None:
    project = make_project()
    body = change(project, strategy="power", strategy_parameters={"beta": 3.0}).json()
    assert body["strategy_parameters"] == {"beta": 3.0}
    assert change(project, strategy="power").json()["strategy_parameters"] == {"beta": 3.0}
    assert change(project, strategy="margin").json()["strategy_parameters"] == {}


@pytest.mark.parametrize(
    ("parameters", "expected", "got"),
    [
        ({"beta": 0}, "a number from 0.01 to 1000", 0),
        ({"beta": True}, "a number from 0.01 to 1000", True),
        ({"colour": 1}, ["measure", "aggregation", "beta"], "colour"),
        ({"aggregation": "sum"}, "one of band, mean, top_k, patch_max, soft", "sum"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_with_what_was_expected(
    parameters: dict[str, Any], expected: Any, got: Any
) -> None:
    project = make_project()
    refused = change(project, strategy="power", strategy_parameters=parameters)
    assert (refused.status_code, refused.json()["code"]) == (422, "strategy_problem")
    assert (refused.json()["expected"], refused.json()["got"]) == (expected, got)
    project.refresh_from_db()
    assert project.strategy == Strategy.SCHEDULE


def test_quotas_are_kept_with_what_was_left_out() -> None:
    quotas = [{"by": "site", "maximum_share": 0.5}, {"by": "scanner", "value": "A", "minimum": 2}]
    body = change(make_project(), pick_constraints={"quotas": quotas, "max_minutes": 90}).json()
    assert body["pick_constraints"] == {
        "quotas": [
            {"by": "site", "value": "", "minimum": 0, "maximum_share": 0.5},
            {"by": "scanner", "value": "A", "minimum": 2, "maximum_share": 1.0},
        ],
        "per_minute": False,
        "max_minutes": 90.0,
    }


@pytest.mark.parametrize(
    ("quotas", "status"),
    [
        ([{"by": "finding", "value": "mass", "minimum": 1}], 422),  # masks have no findings
        ([{"by": "site"}, {"by": "site"}], 422),  # twice the same group
        ([{"by": "weather"}], 400),  # no such group
        ([{"by": "site", "maximum_share": 1.5}], 400),  # more than all
    ],
)
def test_quotas_that_make_no_sense_are_refused(quotas: list[Any], status: int) -> None:
    assert change(make_project(), pick_constraints={"quotas": quotas}).status_code == status


def test_a_project_of_findings_may_have_quotas_per_finding() -> None:
    quotas = [{"by": "finding", "value": "mass", "minimum": 1}]
    answer = change(make_findings_project(), pick_constraints={"quotas": quotas})
    assert answer.status_code == 200


def test_the_catalogue_begins_with_the_default() -> None:
    person = make_member(make_project(), "annotator")
    first, *others = signed_in(person).get("/api/strategies").json()
    assert first["name"] == "schedule"
    assert first["parameters"][0]["maximum"] == 100
    assert {"clasp", "coreset", "random"} <= {one["name"] for one in others}


def test_only_a_project_of_findings_is_picked_by_triage() -> None:
    project = make_project()
    refused = change(project, strategy="triage")
    assert (refused.status_code, refused.json()["got"]) == (422, "triage")
    project.refresh_from_db()
    assert project.strategy == Strategy.SCHEDULE
    assert change(make_findings_project(), strategy="triage").json()["strategy"] == "triage"


@pytest.mark.parametrize(
    "ranking",
    [
        {"strategy": "bald"},
        {"strategy": "power", "strategy_parameters": {"measure": "mutual_information"}},
        {"strategy_parameters": {"then": "disagreement"}},  # of the schedule
    ],
)
def test_what_ranks_by_several_looks_is_refused_where_nobody_looks_again(
    ranking: dict[str, Any],
) -> None:
    project = make_project()
    refused = change(project, members="none", **ranking)
    assert (refused.status_code, refused.json()["got"]) == (422, "none")
    assert refused.json()["expected"] == ["tta", "dropout", "ensemble"]
    assert change(project, members="dropout", **ranking).status_code == 200
    assert change(project, members="none").status_code == 422  # neither from the other side
    assert change(project, name="Renamed").status_code == 200
    assert change(project, members="none", strategy="entropy").status_code == 200


def test_films_are_looked_at_several_times_whoever_is_said_to_look_again() -> None:
    assert change(make_findings_project(), members="none", strategy="bald").status_code == 200


def test_a_project_picked_by_triage_cannot_become_one_of_masks() -> None:
    project = make_findings_project()
    assert change(project, strategy="triage").status_code == 200
    assert change(project, task="segmentation").status_code == 422
    assert change(project, task="segmentation", strategy="entropy").status_code == 200
