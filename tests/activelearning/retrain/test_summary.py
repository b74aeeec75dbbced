"""What a version keeps of its judgement, from scores alone."""

import numpy as np
import pytest

from activelearning.retrain.summary import holdout_summary
from models.evaluation.case import CaseScores, ClassScores
from models.evaluation.gate import judge


def scored(case: int, patient: int, dice: float) -> CaseScores:
    classes = {1: ClassScores(dice=dice, nsd=dice, hd95=10 * dice, present=True)}
    return CaseScores(f"case-{case}", f"patient-{patient}", classes)


def test_every_mean_is_over_patients_as_the_interval_beside_it() -> None:
    """Nine scans of one patient at 0.5, and five other patients at 0.9."""
    many = [scored(n, 0, 0.5) for n in range(9)]
    others = [scored(10 + n, 1 + n, 0.9) for n in range(5)]
    found = holdout_summary([*many, *others], None, [{}] * 14, np.random.default_rng(0))
    expected = (0.5 + 5 * 0.9) / 6
    assert (found["n"], found["patients"]) == (14, 6)
    assert found["dice_low"] <= found["dice_mean"] <= found["dice_high"]
    assert found["dice_mean"] == pytest.approx(expected)
    assert found["hd95"] == pytest.approx(10 * expected)
    gate = judge([*many, *others], None, rng=np.random.default_rng(0))
    told = (gate.challenger_dice, found["nsd"], found["classes"][0]["dice"]["mean"])
    assert told == (found["dice_mean"],) * 3


def test_what_is_no_number_is_none() -> None:
    found = holdout_summary([scored(0, 0, float("nan"))], None, [{}], np.random.default_rng(0))
    assert (found["dice_mean"], found["hd95"]) == (None, None)
