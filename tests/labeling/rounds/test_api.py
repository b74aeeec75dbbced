from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from labeling.cohorts.models import CaseState
from labeling.projects.models import Project
from labeling.rounds.models import RunState
from labeling.rounds.services import (
    HowPicked,
    NewPick,
    note_unscored,
    open_round,
    promote_model,
    reject_model,
    store_score,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return records.project()


@pytest.fixture
def client(project: Project) -> APIClient:
    signed_in = APIClient()
    signed_in.force_login(records.person("lead", project))
    return signed_in


def picked_round(project: Project, count: int = 3) -> int:
    version = promote_model(version=records.version(project), by=None, reason="first")
    cases = [records.case(project, CaseState.DRAFTED) for _ in range(count)]
    for at, case in enumerate(cases):
        store_score(
            case_id=case.pk,
            version_id=version.pk,
            score=at / 10,
            components={"entropy": at / 10, "label:1": 0.4},
            band_probabilities=[0.7, 0.3],
        )
    picks = [NewPick(case.pk, "picked", 0.5, {"label:1": 0.4}) for case in cases]
    opened = open_round(
        project=project,
        version=version,
        how=HowPicked(strategy="entropy", seed=3, pool_size=count),
        picks=picks,
        after_round=0,
    )
    assert opened is not None
    return opened.pk


def test_a_round_lists_its_picks_by_name(project: Project, client: Any) -> None:
    answer = client.get(f"/api/rounds/{picked_round(project)}")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["number"], body["model"], body["picked"], body["approved"]) == (1, 1, 3, 0)
    assert body["picks"][0]["case"]["name"] == "LIV-0001"
    assert (body["strategy_parameters"], body["bounds"]) == ({}, [])
    assert (body["picks"][0]["rule_words"], body["picks"][0]["ranked_by"]) == ("", None)


def test_a_round_takes_the_same_number_of_queries_for_any_number_of_picks(client: Any) -> None:
    counts = []
    for slug, picks in (("few", 2), ("many", 12)):
        project = records.project(slug)
        client.force_login(records.person(f"lead of {slug}", project))
        path = f"/api/rounds/{picked_round(project, picks)}"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_rounds_come_in_pages_newest_first(project: Project, client: Any) -> None:
    picked_round(project)
    body = client.get("/api/projects/liver/rounds").json()
    assert (body["count"], body["results"][0]["number"]) == (1, 1)


def test_the_list_of_models_and_a_model_in_full(project: Project, client: Any) -> None:
    version = records.version(project, dice=0.81)
    (row,) = client.get("/api/projects/liver/models").json()
    assert (row["number"], row["state"], row["dice"], row["gate_passed"]) == (
        1,
        "candidate",
        0.81,
        True,
    )
    body = client.get(f"/api/models/{version.pk}").json()
    assert body["spec"] == {"label_values": [0, 1, 2]}
    assert body["gate"]["reason"] == "better"
    assert body["trained_on"] == []


def test_promoting_a_rejected_model_without_a_reason_is_422(project: Project, client: Any) -> None:
    version = reject_model(version=records.version(project), reason="worse")
    refused = client.post(f"/api/models/{version.pk}/promote", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_missing")
    done = client.post(f"/api/models/{version.pk}/promote", {"reason": "the holdout is old"})
    assert (done.status_code, done.json()["state"]) == (200, "champion")
    assert done.json()["promoted_by"]["username"] == "lead"


def test_rolling_back_without_an_earlier_model_is_409(project: Project, client: Any) -> None:
    answer = client.post("/api/projects/liver/models/roll-back")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_roll_back_to")


def test_asking_for_a_training_answers_with_the_run_and_its_progress(
    project: Project, client: Any
) -> None:
    refused = client.post("/api/projects/liver/training-runs")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_approved_mask")
    assert refused.json()["got"] == 0
    records.case(project, CaseState.APPROVED)
    asked = client.post("/api/projects/liver/training-runs")
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    run = client.get(f"/api/training-runs/{asked.json()['id']}").json()
    assert run["progress"] == {
        "state": "waiting",
        "fraction": 0.0,
        "message": "",
        "eta_seconds": None,
    }
    again = client.post("/api/projects/liver/training-runs")
    assert (again.status_code, again.json()["code"]) == (409, "training_running")
    listed = client.get("/api/projects/liver/training-runs").json()
    assert (listed["count"], listed["results"][0]["trigger"]) == (1, "person")


def test_a_failed_run_tells_its_code_and_words(project: Project, client: Any) -> None:
    run = records.run(project, RunState.FAILED, error="Case LIV-0001: the image is constant.")
    body = client.get(f"/api/training-runs/{run.pk}").json()
    assert (body["state"], body["error_code"]) == ("failed", "training_diverged")
    assert body["error"] == "Case LIV-0001: the image is constant."


def test_asking_for_picks_is_accepted_and_refused_with_an_empty_pool(
    project: Project, client: Any
) -> None:
    assert client.post("/api/projects/liver/rounds").json()["code"] == "empty_pool"
    records.case(project)
    assert client.post("/api/projects/liver/rounds").status_code == 202


def test_a_case_that_nothing_is_known_of_has_no_why(project: Project, client: Any) -> None:
    answer = client.get(f"/api/cases/{records.case(project).pk}/why")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_explained")


def test_a_round_tells_which_cases_could_not_be_scored_and_why(
    project: Project, client: Any
) -> None:
    opened = picked_round(project)
    case = records.case(project)
    version = project.model_versions.get()
    note_unscored(case_id=case.pk, version_id=version.pk, code="not_finite", reason="It holds NaN.")
    body = client.get(f"/api/rounds/{opened}").json()
    told = [(one["case"]["name"], one["code"], one["reason"]) for one in body["unscored"]]
    assert told == [("LIV-0004", "not_finite", "It holds NaN.")]
    why = client.get(f"/api/cases/{case.pk}/why").json()
    assert (why["unscored"], why["score"]) == ("It holds NaN.", None)


def test_a_case_that_could_be_scored_later_is_no_longer_told(project: Project, client: Any) -> None:
    opened = picked_round(project)
    case, version = records.case(project), project.model_versions.get()
    note_unscored(case_id=case.pk, version_id=version.pk, code="not_finite", reason="It holds NaN.")
    store_score(
        case_id=case.pk,
        version_id=version.pk,
        score=0.3,
        components={"entropy": 0.3},
        band_probabilities=[0.8, 0.2],
    )
    assert client.get(f"/api/rounds/{opened}").json()["unscored"] == []
