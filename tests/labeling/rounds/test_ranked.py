"""What a pick was ranked by, on every screen that says so."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from labeling.cohorts.models import Case, CaseState
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion, Pick, Round
from labeling.rounds.selectors import ranked_by, why
from labeling.rounds.services import HowPicked, NewPick, open_round, promote_model, store_score
from tests.labeling.rounds import records

LABELS = {1: "Liver", 2: "Spleen"}


@pytest.mark.parametrize(
    ("rule", "strategy", "fields", "name"),
    [
        ("class:2", "clasp", {}, "Spleen worst place"),
        ("site:Leiden/class:2", "clasp", {}, "Spleen worst place"),
        ("overall", "schedule", {}, "Entropy, worst place"),
        ("top", "schedule", {}, "Entropy"),
        ("top", "schedule", {"strategy_parameters": {"then": "disagreement"}}, "Members apart"),
        ("top", "bald", {}, "Mutual information"),
        (
            "top",
            "bald",
            {"bounds": [{"rule": "measure", "wanted": "mutual_information", "got": "entropy"}]},
            "Entropy",
        ),
        (
            "power",
            "power",
            {"strategy_parameters": {"aggregation": "soft"}},
            "Entropy, inside labels",
        ),
        ("foreground", "foreground_33", {}, "Share labelled"),
        ("farthest", "coreset", {}, "Distance"),
        (
            "class:1",
            "clasp",
            {"constraints": {"per_minute": True}},
            "Liver worst place, per expected minute",
        ),
        ("farthest", "coreset", {"constraints": {"per_minute": True}}, "Distance"),
        ("from an older version", "entropy", {}, None),
    ],
)
def test_a_value_is_named_by_the_rule_that_ranked_by_it(
    rule: str, strategy: str, fields: dict[str, Any], name: str | None
) -> None:
    words = ranked_by(Pick(round=Round(strategy=strategy, **fields), rule=rule, value=0.4), LABELS)
    assert (words["name"] if words else None) == name


@pytest.fixture
def project(db: None) -> Project:
    return records.project()


@pytest.fixture
def version(project: Project) -> ModelVersion:
    return promote_model(version=records.version(project), by=None, reason="first")


def scored(project: Project, version: ModelVersion, *doubts: tuple[float, float]) -> list[Case]:
    """Cases with these band entropies and doubts about the spleen."""
    made = []
    for entropy, spleen in doubts:
        case = records.case(project, CaseState.DRAFTED)
        store_score(
            case_id=case.pk,
            version_id=version.pk,
            score=entropy,
            components={"entropy": entropy, "class_entropy:2": spleen},
            band_probabilities=[0.6, 0.4],
        )
        made.append(case)
    return made


def by_spleen(case: Case) -> NewPick:
    """As `clasp` takes a case for its doubt about the spleen."""
    own = case.scores.get()
    spleen = own.components["class_entropy:2"]
    return NewPick(case.pk, "picked", own.score, own.components, rule="class:2", value=spleen)


def opened(
    project: Project, version: ModelVersion, picks: list[NewPick], *, after: int = 0, **how: Any
) -> Round:
    made = open_round(
        project=project,
        version=version,
        how=HowPicked(strategy="clasp", seed=1, pool_size=9, **how),
        picks=picks,
        after_round=after,
    )
    assert made is not None
    return made


def client_of(project: Project) -> APIClient:
    client = APIClient()
    client.force_login(records.person("lead", project))
    return client


def test_a_round_says_what_each_pick_was_ranked_by_and_nothing_of_what_chance_took(
    project: Project, version: ModelVersion
) -> None:
    first, second = scored(project, version, (0.9, 0.41), (0.2, 0.1))
    drawn = NewPick(second.pk, "random", 0.2, {"entropy": 0.2}, rule="exploration")
    found = opened(project, version, [by_spleen(first), drawn])
    picks = client_of(project).get(f"/api/rounds/{found.pk}").json()["picks"]
    told = [(one["rule_words"], one["value"], one["ranked_by"]) for one in picks]
    place = "Greatest mean of any cube of 10 mm of the label's probability times the entropy"
    assert told == [
        (
            "Chance and doubt about Spleen",
            0.41,
            {"name": "Spleen worst place", "about": place, "group": "detail"},
        ),
        ("Drawn by chance, as the control arm", None, None),
    ]


def test_why_tells_the_number_that_ranked_a_pick_among_the_same_of_the_pool(
    project: Project, version: ModelVersion
) -> None:
    _, case, _, _ = scored(project, version, (0.9, 0.1), (0.1, 0.41), (0.8, 0.2), (0.7, 0.6))
    opened(project, version, [by_spleen(case)])
    found = why(case)
    assert found is not None
    assert found["measure"] is not None
    assert (found["measure"]["name"], found["score"]) == ("Spleen worst place", 0.41)
    assert found["percentile"] == 50.0
    assert [at for at, n in enumerate(found["histogram"]["counts"]) if n] == [2, 4, 8, 12]


def test_why_tells_a_value_that_is_no_component_without_a_place_in_the_pool(
    project: Project, version: ModelVersion
) -> None:
    (case,) = scored(project, version, (0.9, 0.4))
    slow = NewPick(case.pk, "picked", 0.9, case.scores.get().components, rule="class:2", value=0.04)
    opened(project, version, [slow], constraints={"per_minute": True})
    found = why(case)
    assert found is not None
    assert found["measure"] is not None
    assert found["measure"]["name"] == "Spleen worst place, per expected minute"
    assert (found["score"], found["percentile"]) == (0.04, None)
    assert sum(found["histogram"]["counts"]) == 0


def test_why_tells_what_chance_took_by_the_score_of_its_model(
    project: Project, version: ModelVersion
) -> None:
    case, _ = scored(project, version, (0.9, 0.4), (0.2, 0.5))
    own = case.scores.get()
    opened(project, version, [NewPick(case.pk, "random", 0.9, own.components, rule="exploration")])
    found = why(case)
    assert found is not None
    assert found["measure"] is not None
    assert (found["measure"]["name"], found["score"], found["percentile"]) == ("Entropy", 0.9, 50.0)


def test_why_is_asked_of_a_round_or_of_the_last_one(
    project: Project, version: ModelVersion
) -> None:
    case, other = scored(project, version, (0.9, 0.4), (0.2, 0.5))
    opened(project, version, [by_spleen(case)])
    opened(project, version, [by_spleen(other), by_spleen(case)], after=1)
    client, path = client_of(project), f"/api/cases/{case.pk}/why"
    rounds = [client.get(path, query).json()["round"] for query in ({}, {"round": 1}, {"round": 2})]
    assert rounds == [2, 1, 2]
    assert client.get(path, {"round": 3}).status_code == 404
    assert client.get(path, {"round": "first"}).status_code == 400
