"""What a careless or hostile client sends about models, picking and simulations: refused, never a 500."""

import json
from itertools import product
from typing import Any

import pytest
from rest_framework.test import APIClient

from labeling.projects.models import Project
from labeling.rounds.models import ModelState, ModelVersion, TrainingRun
from labeling.rounds.services import promote_model
from labeling.simulations.models import Simulation
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db

NONSENSE = [
    "null",
    "[]",
    "[1, 2]",
    '"text"',
    "{",
    "NaN",
    "[" * 100_000,
    '{"a": ' * 50_000,
    "\xff",
]
VALUES = [
    "null",
    "-1",
    "1e999",
    "1" + "0" * 400,
    '"\\u0000"',
    '"\\ud800"',
    f'"{"x" * 100_000}"',
    "[null]",
    '[["entropy"]]',
    '{"a": {"b": []}}',
]
POLICY = [
    "strategy_parameters",
    "pick_constraints",
    "batch_size",
    "random_share",
    "auto_promote",
]
SIMULATED = ["strategies", "seeds", "seed_labels", "batch", "rounds", "steps"]
QUOTA = ["by", "value", "minimum", "maximum_share"]


@pytest.fixture
def project() -> Project:
    return records.project()


@pytest.fixture
def client(project: Project) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_login(records.person("lead", project))
    return client


def send(client: APIClient, method: str, path: str, body: str) -> int:
    answer = client.generic(method, path, body, content_type="application/json")
    assert answer.status_code < 500, f"{method} {path} {body[:80]}: {answer.content[:300]!r}"
    json.loads(answer.content, parse_constant=pytest.fail)
    return int(answer.status_code)


def live(project: Project) -> ModelVersion:
    return promote_model(version=records.version(project), by=None, reason="first")


def test_bodies_that_are_no_request_are_refused(project: Project, client: APIClient) -> None:
    model = live(project)
    doors = [
        ("PATCH", f"/api/projects/{project.slug}"),
        ("POST", f"/api/projects/{project.slug}/training-runs"),
        ("POST", f"/api/projects/{project.slug}/simulations"),
        ("POST", f"/api/projects/{project.slug}/simulations/forecast"),
        ("POST", f"/api/models/{model.pk}/promote"),
    ]
    for (method, path), body in product(doors, NONSENSE):
        assert send(client, method, path, body) in (400, 409, 422), (path, body[:20])
    assert not Simulation.objects.exists()
    assert [one.state for one in project.model_versions.all()] == [ModelState.CHAMPION]
    assert TrainingRun.objects.filter(project=project).count() == 1


def test_values_of_a_policy_that_make_no_sense_change_nothing_that_counts(
    project: Project, client: APIClient
) -> None:
    path = f"/api/projects/{project.slug}"
    for value in VALUES:
        bodies = [f'{{"{name}": {value}}}' for name in POLICY]
        bodies += [
            f'{{"strategy": "{strategy}", "strategy_parameters": {{"{name}": {value}}}}}'
            for strategy, name in (("power", "beta"), ("power", "measure"), ("triage", "finding"))
        ]
        quotas = [f'[{{"by": "site", "{name}": {value}}}]' for name in QUOTA]
        bodies += [f'{{"pick_constraints": {{"quotas": {one}}}}}' for one in (value, *quotas)]
        bodies.append(f'{{"pick_constraints": {{"max_minutes": {value}}}}}')
        for body in bodies:
            send(client, "PATCH", path, body)
        assert client.get(path).status_code == 200


def test_values_of_a_simulation_that_make_no_sense_start_none(
    project: Project, client: APIClient
) -> None:
    good: dict[str, Any] = {
        "strategies": '["random"]',
        **dict.fromkeys(SIMULATED[1:], "1"),
    }
    for name, value in product(SIMULATED, VALUES):
        body = "{" + ", ".join(f'"{k}": {v}' for k, v in (good | {name: value}).items()) + "}"
        for door in ("simulations", "simulations/forecast"):
            assert send(client, "POST", f"/api/projects/{project.slug}/{door}", body) in (400, 422)
    assert not Simulation.objects.exists()


@pytest.mark.parametrize("number", ["0", "9" * 30, "2147483648", "9223372036854775808"])
def test_numbers_that_name_nothing_are_not_found(
    project: Project, client: APIClient, number: str
) -> None:
    for path in ("models", "rounds", "training-runs", "simulations"):
        assert client.get(f"/api/{path}/{number}").status_code == 404
    assert client.get(f"/api/models/{number}/card.md").status_code == 404
    assert client.get(f"/api/cases/{number}/why").status_code == 404
    assert send(client, "POST", f"/api/models/{number}/promote", '{"reason": "x"}') == 404
    assert send(client, "POST", f"/api/simulations/{number}/cancel", "") == 404
    for path in ("rounds", "training-runs", "simulations"):
        pages = client.get(
            f"/api/projects/{project.slug}/{path}", {"page": number, "limit": number}
        )
        assert pages.status_code < 500


def test_only_leads_ask_for_models_and_simulations(project: Project) -> None:
    model = live(project)
    client = APIClient()
    client.force_login(records.person("reader", project, role="annotator"))
    base = f"/api/projects/{project.slug}"
    for method, path in (
        ("PATCH", base),
        ("POST", f"{base}/training-runs"),
        ("POST", f"{base}/simulations"),
        ("POST", f"{base}/models/roll-back"),
        ("POST", f"/api/models/{model.pk}/promote"),
    ):
        assert send(client, method, path, '{"reason": "x", "lane": "full"}') == 403
