"""A model's judgement over HTTP, from records of every age."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from labeling.cohorts.models import Case, CaseState
from labeling.projects.models import Project
from labeling.rounds.lanes import Lane
from labeling.rounds.models import Arm, ModelVersion
from labeling.rounds.selectors import length_remark
from labeling.rounds.services import HowPicked, NewPick, open_round, promote_model
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return records.project()


def asked(project: Project, path: str) -> Any:
    client = APIClient()
    client.force_login(records.person("lead", project))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json()


def scored(case: Case, dice: float) -> dict[str, Any]:
    classes = {"1": {"dice": dice}, "2": {"dice": dice - 0.1}}
    name = f"LIV-{case.number:04d}"
    return {"case": name, "dice": dice, "hd95": 3.0, "failed": False, "classes": classes}


def judged(project: Project, **holdout: object) -> ModelVersion:
    version = records.version(project)
    version.metrics = {"holdout": {"n": 3, "patients": 3, "dice_mean": 0.8} | holdout}
    version.save()
    return version


def test_worst_cases_come_first_with_their_worst_label_and_a_way_to_open_them(
    project: Project,
) -> None:
    cases = [records.case(project, CaseState.APPROVED) for _ in range(10)]
    version = judged(
        project, per_case=[scored(case, 0.5 + at / 100) for at, case in enumerate(cases)]
    )
    worst = asked(project, f"/api/models/{version.pk}")["holdout"]["worst"]
    assert [one["case"]["id"] for one in worst] == [case.pk for case in cases[:8]]
    assert (worst[0]["dice"], worst[0]["value"], worst[0]["value_dice"]) == (0.5, 2, 0.4)


def test_a_record_of_before_classes_had_intervals_still_tells_their_dice(project: Project) -> None:
    version = judged(project, dice_per_class={"1": 0.9, "2": 0.7})
    body = asked(project, f"/api/models/{version.pk}")
    first = body["holdout"]["classes"][0]
    assert (first["value"], first["dice"]["mean"], first["dice"]["low"]) == (1, 0.9, None)
    assert (first["hd95"], body["holdout"]["subgroups"], body["human"]) == (None, None, [])


def test_no_case_is_sent_with_its_subgroups_and_no_raw_record_goes_out(project: Project) -> None:
    case = records.case(project, CaseState.APPROVED)
    one = scored(case, 0.5) | {"groups": ["sex:F"], "patient": "4711"}
    body = asked(project, f"/api/models/{judged(project, per_case=[one]).pk}")
    assert "metrics" not in body
    assert "sex:F" not in str(body)
    assert "4711" not in str(body)


def test_a_version_that_was_not_judged_has_neither_gate_nor_holdout(project: Project) -> None:
    version = records.version(project)
    version.metrics, version.gate = {}, {}
    version.save()
    body = asked(project, f"/api/models/{version.pk}")
    assert (body["gate"], body["holdout"]) == (None, None)


def picked(project: Project, cases: list[Case], arm: str = Arm.PICKED) -> None:
    picks = [NewPick(case.pk, arm) for case in cases]
    number = project.rounds.count()
    open_round(
        project=project,
        version=None,
        how=HowPicked(strategy="entropy", seed=1, pool_size=40),
        picks=picks,
        after_round=number,
    )


def cases_of(project: Project, sex: str, count: int) -> list[Case]:
    made = [records.case(project) for _ in range(count)]
    for case in made:
        case.patient.patient_sex = sex
        case.patient.save()
    return made


def test_query_rates_set_the_share_of_the_picks_beside_the_share_of_the_pool(
    project: Project,
) -> None:
    women, men = cases_of(project, "F", 10), cases_of(project, "M", 30)
    picked(project, [*women[:6], *men[:2]])
    picked(project, women[6:9], arm=Arm.RANDOM)  # chance asks about nobody in particular
    rates = {one["name"]: one for one in asked(project, "/api/projects/liver/query-rates")}
    assert set(rates) == {"sex:F", "sex:M"}  # in the rest all are alike
    assert rates["sex:F"] == {
        "name": "sex:F",
        "cases": 10,
        "picked": 6,
        "pool_share": 0.25,
        "picked_share": 0.75,
    }


def test_the_rate_of_a_small_group_is_not_told(project: Project) -> None:
    women, men = cases_of(project, "F", 4), cases_of(project, "M", 30)
    picked(project, [*women[:2], *men[:2]])
    rates = {one["name"]: one for one in asked(project, "/api/projects/liver/query-rates")}
    assert (rates["sex:F"]["cases"], rates["sex:F"]["picked"]) == (4, None)


def trained(project: Project, lane: Lane = Lane.FULL, **training: object) -> ModelVersion:
    """A version that was live for a moment, so that the next is judged against it."""
    version = records.version(project)
    version.run.lane = lane
    version.run.save()
    version.metrics = version.metrics | {"training": training}
    version.save()
    return promote_model(version=version, by=None, reason="asked for")


def test_models_that_were_trained_for_different_lengths_are_said_to_be(project: Project) -> None:
    first, second = trained(project, steps=1022), trained(project, steps=445)
    assert asked(project, f"/api/models/{second.pk}")["length_remark"] == (
        "v2 trained for 445 steps, v1 for 1,022: part of the difference may be length."
    )
    assert length_remark(first) == ""


@pytest.mark.parametrize(
    "other",
    [
        # within a quarter
        {"steps": 356},
        # of a record that does not say
        {},
        # it goes on from the steps of another
        {"steps": 40, "lane": Lane.QUICK},
        # it stops when it no longer gains
        {"steps": 40, "task": "classification"},
    ],
)
def test_lengths_that_are_alike_or_do_not_compare_are_not_remarked_on(
    project: Project, other: dict[str, Any]
) -> None:
    trained(project, steps=445)
    assert length_remark(trained(project, **other)) == ""
