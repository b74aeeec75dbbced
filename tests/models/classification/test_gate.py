from __future__ import annotations

import numpy as np
import pytest

from models.classification.gate import FilmScores, FindingsGate, judge_findings
from models.errors import InputProblem

KEYS = ("mass", "rare")


def films(apart: float, *, seed: int = 0, n: int = 80, sure: float = 1.0) -> list[FilmScores]:
    """A model whose logits are `apart` for the two sides; `rare` is in no film."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(n):
        mass = number % 2
        logit = sure * ((mass - 0.5) * apart + rng.normal(0, 1))
        found.append(
            FilmScores(
                case=f"c{number}",
                patient=f"p{number // 2}",
                probabilities={"mass": float(1 / (1 + np.exp(-logit))), "rare": 0.1},
                labels={"mass": mass if number else None, "rare": 0},
            )
        )
    return found


def judged(new: list[FilmScores], old: list[FilmScores] | None) -> FindingsGate:
    return judge_findings(new, old, KEYS, rng=np.random.default_rng(0))


def failed(gate: FindingsGate) -> list[str]:
    return [rule.name for rule in gate.rules if not rule.passed]


def test_a_model_that_tells_better_is_promoted_and_says_by_how_much() -> None:
    gate = judged(films(3), films(1))
    assert gate.promoted
    assert failed(gate) == []
    assert gate.delta is not None
    assert gate.delta.low is not None
    assert gate.delta.low > 0
    assert list(gate.per_finding) == ["mass"]  # the other is in no film: nothing to tell apart
    assert f"{gate.delta.mean:+.4f} over 40 patients" in gate.reason
    assert gate.to_json()["task"] == "classification"


def test_a_model_that_tells_worse_is_not() -> None:
    gate = judged(films(1), films(3))
    assert not gate.promoted
    assert "mean AUROC gain" in failed(gate)
    assert "finding mass AUROC, low end of 95 % interval" in failed(gate)


def test_the_same_model_again_is_no_gain() -> None:
    assert failed(judged(films(2), films(2))) == ["mean AUROC gain"]


def test_with_equal_order_the_truer_probabilities_win() -> None:
    calm, boastful = films(2, sure=1.0), films(2, sure=6.0)
    assert judged(calm, boastful).promoted
    assert "Brier change" in failed(judged(boastful, calm))


def test_the_first_model_needs_finite_probabilities_only() -> None:
    assert judged(films(0), None).promoted
    broken = films(1, n=4)
    broken[0].probabilities["mass"] = float("nan")
    gate = judged(broken, None)
    assert not gate.promoted
    assert gate.challenger_auroc is None


def test_few_patients_are_judged_without_an_interval() -> None:
    gate = judged(films(4, n=8), films(0, n=8))
    assert gate.delta is not None
    assert gate.delta.low is None
    assert "too few" in gate.reason
    assert any("too few" in rule.note for rule in gate.rules)


def test_a_finding_that_only_the_new_model_knows_is_not_compared() -> None:
    old = films(1)
    for one in old:
        del one.probabilities["mass"]
    gate = judged(films(3), old)
    assert gate.delta is None
    assert gate.per_finding == {}


def test_an_empty_holdout_and_other_films_are_refused() -> None:
    with pytest.raises(InputProblem, match="holdout is empty"):
        judged([], None)
    with pytest.raises(InputProblem, match="in one only"):
        judged(films(1, n=8), films(1, n=6))
