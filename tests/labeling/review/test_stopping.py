"""Advice to stop, from numbers chosen so that each rule speaks, holds its tongue or says no."""

import pytest

from labeling.review.bootstrap import difference_interval, mean_interval
from labeling.review.stopping import (
    agreement_advice,
    arms_words,
    budget_advice,
    gain_advice,
    human_advice,
)


@pytest.mark.parametrize(
    ("dice", "verdict"),
    [
        ([], "early"),
        ([0.7, 0.8], "early"),  # one gain is no trend
        ([0.7, 0.8, 0.85], "go_on"),
        ([0.85, 0.852, 0.853], "enough"),
        ([0.85, 0.80, 0.82], "enough"),  # worse is no gain
        ([0.80, 0.86, 0.70], "go_on"),  # one bad model after a good one
    ],
)
def test_a_flat_learning_curve_is_enough(dice: list[float], verdict: str) -> None:
    assert gain_advice(dice)["verdict"] == verdict


@pytest.mark.parametrize(
    ("dice", "verdict"),
    [
        ([(2, 0.995), (3, 0.995)], "early"),
        ([(2, 0.5), (3, 0.99), (4, 0.995), (5, 0.992)], "enough"),
        ([(2, 0.995), (3, 0.98), (4, 0.995)], "go_on"),  # once apart in the last three
    ],
)
def test_models_that_draft_alike_three_times_are_enough(
    dice: list[tuple[int, float]], verdict: str
) -> None:
    assert agreement_advice(dice)["verdict"] == verdict


def test_drafts_as_good_as_readers_agree_are_enough() -> None:
    assert human_advice([0.9] * 4, [0.9] * 9)["verdict"] == "early"
    assert human_advice([0.9] * 5, [0.9] * 5)["verdict"] == "enough"
    found = human_advice([0.8] * 5, [0.9] * 5)
    assert found["verdict"] == "go_on"
    assert "0.800 (5 cases)" in found["evidence"]


def test_a_budget_is_advised_on_only_where_there_is_one() -> None:
    assert budget_advice(90.0, None) is None
    found = [budget_advice(spent, 100) for spent in (99.0, 100.0)]
    assert [one["verdict"] for one in found if one] == ["go_on", "enough"]


def test_intervals_hold_the_mean_narrow_with_cases_and_are_the_same_each_time() -> None:
    few, many = mean_interval([0.6, 0.8] * 3), mean_interval([0.6, 0.8] * 60)
    assert few is not None
    assert many is not None
    assert few["mean"] == pytest.approx(0.7)
    assert few["low"] < 0.7 < few["high"]
    assert many["high"] - many["low"] < few["high"] - few["low"]
    assert few == mean_interval([0.6, 0.8] * 3)
    assert mean_interval([]) is None


@pytest.mark.parametrize("cases", [1, 4])
def test_too_few_cases_have_a_mean_and_no_interval(cases: int) -> None:
    none = {"mean": pytest.approx(0.7), "low": None, "high": None, "n": cases}
    assert mean_interval([0.7] * cases) == none
    assert difference_interval([0.9] * 9, [0.2] * cases) == none


@pytest.mark.parametrize(
    ("picked", "control", "words"),
    [
        ([0.7] * 4, [0.9] * 9, "Too early to say: 4"),
        ([0.70, 0.72, 0.74, 0.69, 0.71], [0.90, 0.92, 0.91, 0.88, 0.89], "picking finds them"),
        ([0.90, 0.92, 0.91, 0.88, 0.89], [0.70, 0.72, 0.74, 0.69, 0.71], "misses its aim"),
        ([0.7, 0.9, 0.8, 0.75, 0.85], [0.72, 0.88, 0.8, 0.79, 0.81], "A tie"),
    ],
)
def test_whether_picking_finds_hard_cases_is_said_and_a_tie_is_called_one(
    picked: list[float], control: list[float], words: str
) -> None:
    assert words in arms_words(difference_interval(picked, control))
