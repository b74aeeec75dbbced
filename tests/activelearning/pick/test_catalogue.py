"""The catalogue that people read is what the strategies are."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from activelearning.pick.batch import fill_batch
from activelearning.pick.candidates import PickContext
from activelearning.pick.errors import ParameterProblem
from activelearning.pick.measures import AGGREGATIONS, MEASURES
from activelearning.pick.members import RESCORE_FACTOR, needs_members
from activelearning.pick.parameters import Integer, Number, Option, Text, build, parameters_of
from activelearning.pick.strategies import STRATEGIES
from labeling.projects import strategies as told
from labeling.projects.models import Project, Strategy
from labeling.rounds.models import Pick, Round
from labeling.rounds.selectors import rule_words
from labeling.rounds.selectors.ranked import ranked_by, ranked_key
from tests.activelearning.pick.pools import pick
from tests.activelearning.pick.test_strategies import CONTEXT, rich_pool


def test_a_simulation_looks_again_at_as_many_as_a_project_does_by_default() -> None:
    assert Project().rescore_factor == RESCORE_FACTOR


def test_names_are_the_same_everywhere() -> None:
    assert [entry["name"] for entry in told.CATALOGUE] == list(STRATEGIES) == list(Strategy)
    assert (told.MEASURES, told.AGGREGATIONS) == (MEASURES, AGGREGATIONS)


@pytest.mark.parametrize("entry", told.CATALOGUE, ids=lambda entry: entry["name"])
def test_parameters_bounds_and_defaults_are_those_of_the_class(entry: told.Entry) -> None:
    strategy = STRATEGIES[entry["name"]]
    assert set(entry["needs"]) == strategy.needs
    found = parameters_of(strategy)
    assert [one["name"] for one in entry["parameters"]] == list(found)
    for one in entry["parameters"]:
        kind = found[one["name"]].metadata["kind"]
        assert one["default"] == found[one["name"]].default
        match kind:
            case Number() | Integer():
                assert (one["minimum"], one["maximum"]) == (kind.minimum, kind.maximum)
                assert one["kind"] == type(kind).__name__.lower()
            case Option():
                assert (one["kind"], tuple(one["options"])) == ("option", kind.options)
            case Text():
                assert one["kind"] == "text"


@pytest.mark.parametrize("entry", told.CATALOGUE, ids=lambda entry: entry["name"])
def test_what_ranks_by_members_is_the_same_to_both(entry: told.Entry) -> None:
    choices: list[dict[str, object]] = [{}]
    choices += [{one["name"]: way} for one in entry["parameters"] for way in one["options"]]
    for chosen in choices:
        assert told.ranks_by_members(entry["name"], chosen) is needs_members(entry["name"], chosen)


@pytest.mark.parametrize("entry", told.CATALOGUE, ids=lambda entry: entry["name"])
def test_every_strategy_and_parameter_says_what_it_is(entry: told.Entry) -> None:
    assert entry["title"]
    assert entry["explanation"].endswith(".")
    assert all(one["title"] and one["words"].endswith(".") for one in entry["parameters"])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_rule_that_took_a_case_can_be_said_in_words(strategy: str) -> None:
    for choice in pick(rich_pool(), strategy=strategy, context=CONTEXT):
        words = rule_words(choice.rule, {"1": "Anterior", "2": "Posterior"})
        assert words[0].isupper()
        assert words != choice.rule


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"beta": 0.0}, r"beta: expected 0.01 to 1000.0, got 0.0"),
        ({"beta": "1"}, r"beta: expected a number, got '1'"),
        ({"gamma": 1.0}, r"gamma: expected one of measure, aggregation, beta"),
        ({"measure": "colour"}, r"measure: expected one of entropy, .*, got 'colour'"),
    ],
)
def test_a_parameter_out_of_bounds_is_named(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterProblem, match=message):
        build(STRATEGIES["power"], parameters)


RANKINGS: list[tuple[str, dict[str, Any], int]] = [
    *((name, {}, 1) for name in STRATEGIES),
    ("schedule", {}, 9),  # the noise is over
    ("schedule", {"then": "disagreement"}, 9),
    ("entropy", {"aggregation": "patch_max"}, 1),
    ("power", {"measure": "margin"}, 1),
    ("ranked_batch", {"measure": "soft_dice", "aggregation": "soft"}, 1),  # of the case itself
    ("power", {"aggregation": "soft"}, 1),  # none of that way is stored
]


@pytest.mark.parametrize(("strategy", "parameters", "number"), RANKINGS)
def test_what_a_pick_is_said_to_be_ranked_by_is_the_number_that_ranked_it(
    strategy: str, parameters: dict[str, Any], number: int
) -> None:
    batch = fill_batch(
        rich_pool(),
        strategy=strategy,
        parameters=parameters,
        size=8,
        random_share=0.25,
        rng=np.random.default_rng(0),
        context=PickContext(label_values=(1, 2), round_number=number),
    )
    bounds = [asdict(bound) for bound in batch.bounds]
    found = Round(strategy=batch.strategy, strategy_parameters=parameters, bounds=bounds)
    for choice in batch.choices:
        made = Pick(round=found, rule=choice.rule, value=choice.value)
        assert (ranked_by(made, {1: "Liver", 2: "Spleen"}) is None) == (choice.value is None)
        key = ranked_key(made)
        assert key is None or choice.candidate.components[key] == choice.value
