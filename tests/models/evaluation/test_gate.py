from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from models.errors import InputProblem
from models.evaluation.bootstrap import bootstrap_mean, patient_means
from models.evaluation.case import CaseScores, ClassScores
from models.evaluation.gate import GateReport, judge


def case(
    number: int,
    first: float,
    second: float,
    *,
    ece: float | None = 0.05,
    hd95: float = 2.0,
    groups: tuple[str, ...] = (),
) -> CaseScores:
    classes = {
        value: ClassScores(dice=score, nsd=0.9, hd95=hd95, present=True)
        for value, score in ((1, first), (2, second))
    }
    return CaseScores(f"case-{number}", f"patient-{number}", classes, ece, groups)


def model(gain: float = 0.0, gain_second: float | None = None, **rest: object) -> list[CaseScores]:
    second = gain if gain_second is None else gain_second
    return [
        case(n, 0.8 + 0.01 * (n % 5) + gain, 0.78 + 0.01 * (n % 3) + second, **rest)  # type: ignore[arg-type]
        for n in range(16)
    ]


def judged(new: Sequence[CaseScores], old: Sequence[CaseScores] | None) -> GateReport:
    return judge(new, old, rng=np.random.default_rng(0))


def failing(report: GateReport) -> list[str]:
    return [rule.name for rule in report.rules if not rule.passed]


def test_a_better_model_is_promoted_and_the_reason_says_by_how_much() -> None:
    report = judged(model(gain=0.02), model())
    assert report.promoted
    assert "+0.0200" in report.reason
    assert report.delta is not None
    assert report.delta.mean == pytest.approx(0.02)


def test_the_same_model_again_is_not_promoted() -> None:
    report = judged(model(), model())
    assert not report.promoted
    assert failing(report) == ["mean Dice gain"]


def test_one_class_may_not_pay_for_the_other() -> None:
    report = judged(model(gain=0.10, gain_second=-0.04), model())
    assert failing(report) == ["class 2 Dice, low end of 95 % interval"]
    assert "class 2" in report.reason


def test_a_gain_of_a_few_cases_only_is_not_enough() -> None:
    old = model()
    new = [case(n, 0.8 + (0.5 if n == 0 else -0.02), 0.8) for n in range(16)]
    assert "Dice gain, low end of 95 % interval" in failing(judged(new, old))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"ece": 0.2}, "calibration error change"),
        ({"hd95": 9.0}, "HD95 change in mm"),
    ],
)
def test_a_better_dice_does_not_excuse(change: dict[str, float], rule: str) -> None:
    assert failing(judged(model(gain=0.02, **change), model())) == [rule]


def test_more_failed_cases_are_refused() -> None:
    new = model(gain=0.2)
    new[3] = case(3, 0.0, 0.9)
    assert "failed cases" in failing(judged(new, model()))


def test_a_subgroup_that_loses_blocks_and_a_hidden_one_is_not_judged() -> None:
    def grouped(change: float, others: float, size: int) -> list[CaseScores]:
        return [
            case(
                n,
                0.8 + (change if n < size else others),
                0.8,
                groups=("site:A",) if n < size else ("site:B",),
            )
            for n in range(30)
        ]

    assert failing(judged(grouped(-0.06, 0.1, 12), grouped(0.0, 0.0, 12))) == [
        "site:A Dice, low end of 95 % interval"
    ]
    few = judged(grouped(-0.06, 0.1, 4), grouped(0.0, 0.0, 4))
    assert not any("site" in rule.name for rule in few.rules)
    assert few.per_group == {}


def test_an_intersection_is_reported_and_does_not_block() -> None:
    groups = ("site:A", "sex:F")
    others = ("site:B", "sex:F"), ("site:A", "sex:M"), ("site:B", "sex:M")

    def scored(dice: float, of_the_first: float) -> list[CaseScores]:
        of = [groups] * 12 + [one for one in others for _ in range(30)]
        return [
            case(n, *((of_the_first, of_the_first) if n < 12 else (dice, dice)), groups=one)
            for n, one in enumerate(of)
        ]

    report = judged(scored(0.9, 0.77), scored(0.8, 0.8))
    assert report.promoted  # 12 patients lose 0.03, the 30 beside them in either group gain 0.1
    assert all("&" not in rule.name for rule in report.rules)


def test_the_dice_beside_a_change_are_over_patients_too_and_add_up() -> None:
    def scored(*dice: float) -> list[CaseScores]:
        return [
            replace(case(n, one, one), patient=f"patient-{max(n, 1)}") for n, one in enumerate(dice)
        ]

    report = judged(scored(0.8, 0.8, 0.6), scored(0.7, 0.7, 0.7))  # the first two: one patient
    assert report.delta is not None
    assert report.champion_dice is not None
    assert report.challenger_dice == pytest.approx(0.7)
    assert report.challenger_dice - report.champion_dice == pytest.approx(report.delta.mean)


def test_a_patient_with_many_scans_counts_once_in_every_rule() -> None:
    """Over scans the nine of one patient would outweigh the seven other patients."""
    old = [replace(one, patient=f"patient-{max(n, 8)}") for n, one in enumerate(model())]
    scans = [one.patient for one in old].count("patient-8")
    assert (scans, len({one.patient for one in old})) == (9, 8)
    worse = model(gain=0.02, hd95=4.0, ece=0.1)
    better = model(gain=0.02, hd95=1.5, ece=0.03)
    new = [
        replace(worse[n] if n < 9 else better[n], patient=one.patient) for n, one in enumerate(old)
    ]
    changes = {rule.name: rule.value for rule in judged(new, old).rules}
    assert changes["HD95 change in mm"] == pytest.approx((2.0 - 7 * 0.5) / 8)
    assert changes["calibration error change"] == pytest.approx((0.05 - 7 * 0.02) / 8)
    assert judged(old, None).challenger_dice == judged(new, old).champion_dice


def test_the_first_model_is_promoted_when_its_scores_are_finite() -> None:
    report = judged(model(), None)
    assert report.promoted
    assert "no champion" in report.reason


def test_a_first_model_whose_scores_are_not_finite_is_refused() -> None:
    report = judged([case(0, float("nan"), 0.8)], [])
    assert not report.promoted
    assert json.loads(json.dumps(report.to_json(), allow_nan=False))["challenger_dice"] is None


def test_too_few_patients_for_an_interval_is_said() -> None:
    report = judged(model(gain=0.02)[:3], model()[:3])
    assert report.promoted
    assert "too few" in report.reason
    assert report.delta is not None
    assert report.delta.low is None


def test_models_scored_on_different_cases_cannot_be_compared() -> None:
    with pytest.raises(InputProblem, match="case-15"):
        judged(model(), model()[:15])


def test_an_empty_holdout_is_refused() -> None:
    with pytest.raises(InputProblem, match="holdout is empty"):
        judged([], None)


def test_the_same_seed_gives_the_same_report() -> None:
    new, old = model(gain=0.01), model()
    assert judged(new, old).to_json() == judged(new, old).to_json()


def test_cases_of_one_patient_count_once() -> None:
    assert patient_means([1.0, 0.0, 0.5], ["a", "b", "a"]) == [0.75, 0.0]


def test_the_interval_covers_the_mean_of_normal_data() -> None:
    values = np.random.default_rng(1).normal(0.3, 0.1, 100)
    interval = bootstrap_mean(list(values), np.random.default_rng(2))
    assert interval.low is not None
    assert interval.high is not None
    # about 2 standard errors of 0.01 on either side
    assert interval.high - interval.low == pytest.approx(0.04, abs=0.01)
    assert interval.low < interval.mean < interval.high
