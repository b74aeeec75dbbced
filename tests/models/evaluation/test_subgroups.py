from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.case import CaseScores, ClassScores
from models.evaluation.subgroups import (
    SMALLEST_GROUP,
    SubgroupReport,
    hidden_groups,
    judged_groups,
    subgroup_report,
)


def case(number: int, groups: tuple[str, ...], dice: float = 0.8) -> CaseScores:
    classes = {1: ClassScores(dice=dice, nsd=0.9, hd95=2.0, present=True)}
    return CaseScores(f"c{number}", f"p{number}", classes, groups=groups)


def cases(**sizes: int) -> list[CaseScores]:
    """Cases of patients of their own: `F_old=12` gives twelve with sex F and age old."""
    made: list[CaseScores] = []
    for name, size in sizes.items():
        sex, _, age = name.partition("_")
        groups = (f"sex:{sex}", *((f"age:{age}",) if age else ()))
        made += [case(len(made) + at, groups, 0.7 + 0.01 * (at % 5)) for at in range(size)]
    return made


def reported(scores: list[CaseScores], before: list[CaseScores] | None = None) -> SubgroupReport:
    return subgroup_report(scores, before, np.random.default_rng(0))


def hidden(report: SubgroupReport) -> dict[str, str]:
    return {one.name: one.hidden for one in (*report.groups, *report.intersections) if one.hidden}


def test_large_groups_are_shown_with_interval_and_change() -> None:
    scores = cases(F=12, M=15)
    before = [replace(one, classes={1: ClassScores(0.6, 0.9, 2.0, True)}) for one in scores]
    report = reported(scores, before)
    female = report.groups[0]
    assert (female.name, female.cases, female.patients, female.hidden) == ("sex:F", 12, 12, "")
    assert female.dice is not None
    assert female.delta is not None
    assert female.dice.low is not None
    assert female.delta.mean == pytest.approx(female.dice.mean - 0.6)


def test_a_small_group_takes_another_with_it_so_that_it_is_not_told_by_subtraction() -> None:
    assert hidden(reported(cases(F=12, M=15, O=3))) == {"sex:O": "small", "sex:F": "complement"}
    # two small ones of three patients together would still be told as a sum of three
    both = hidden(reported(cases(F=12, M=15, O=2, unknown=1)))
    assert both == {"sex:O": "small", "sex:unknown": "small", "sex:F": "complement"}


def test_small_ones_that_are_many_together_hide_nobody_else() -> None:
    assert hidden(reported(cases(F=12, M=15, O=6, unknown=5))) == {
        "sex:O": "small",
        "sex:unknown": "small",
    }


def test_a_hidden_group_has_no_score_anywhere_in_the_record() -> None:
    record = reported(cases(F=12, M=15, O=3)).to_json()
    for one in record["groups"]:
        if one["hidden"]:
            assert (one["dice"], one["delta"]) == (None, None)
    named = {name for gap in record["gaps"] for name in (gap["best"], gap["worst"])}
    assert not named & {"sex:O", "sex:F"}


def test_no_cell_of_an_intersection_follows_from_its_margins() -> None:
    report = reported(cases(F_young=14, F_old=13, M_young=16, M_old=4))
    # M & old is small; each row and column it is in hides one more, and these close the square
    assert len([name for name in hidden(report) if "&" in name]) == 4
    assert not [name for name in hidden(report) if "&" not in name]


@pytest.mark.parametrize("seed", range(30))
def test_what_is_hidden_in_a_line_is_never_one_and_never_few(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = {
        f"{sex}_{age}": int(rng.integers(0, 25)) for sex in "FMO" for age in ("a", "b", "c", "d")
    }
    report = reported(cases(**sizes))
    patients = {one.name: one.patients for one in (*report.groups, *report.intersections)}
    away = hidden(report)
    singles = [one.name for one in report.groups]
    for margin in [None, *(name for name in singles if name not in away)]:
        for prefix in ("sex:", "age:"):
            if margin is None:
                line = [name for name in singles if name.startswith(prefix)]
            else:
                line = [one.name for one in report.intersections if margin in one.name.split(" & ")]
            gone = [name for name in line if name in away]
            assert (
                not gone
                or len(gone) == len(line)
                or (len(gone) >= 2 and sum(patients[name] for name in gone) >= SMALLEST_GROUP)
            )


def test_an_attribute_that_splits_nobody_is_named_and_left_out() -> None:
    scores = [replace(one, groups=(*one.groups, "site:A")) for one in cases(F=12, M=12)]
    report = reported(scores)
    assert report.alike == ("site",)
    assert {one.name for one in report.groups} == {"sex:F", "sex:M"}
    assert report.intersections == ()


def test_a_case_that_says_nothing_is_unknown() -> None:
    scores = [case(at, ("sex:F",) if at < 12 else ()) for at in range(24)]
    assert [one.name for one in reported(scores).groups] == ["sex:F", "sex:unknown"]


def test_the_gap_is_between_the_best_and_the_worst_that_are_shown() -> None:
    scores = [
        *(case(at, ("sex:F",), 0.9 + 0.001 * (at % 3)) for at in range(12)),
        *(case(at, ("sex:M",), 0.8 + 0.001 * (at % 3)) for at in range(20, 32)),
    ]
    (gap,) = reported(scores).gaps
    assert (gap.attribute, gap.best, gap.worst) == ("sex", "sex:F", "sex:M")
    assert gap.interval.mean == pytest.approx(0.1)
    assert gap.interval.low is not None
    assert 0.09 < gap.interval.low < 0.1


def test_the_gate_judges_what_is_shown_of_single_attributes() -> None:
    found = judged_groups(cases(F_young=14, F_old=13, M_young=16, M_old=4))
    assert sorted(found) == ["age:old", "age:young", "sex:F", "sex:M"]
    assert sorted(judged_groups(cases(F=12, M=15, O=3))) == ["sex:M"]


def test_groups_hidden_already_count_in_their_lines() -> None:
    lines = [["a", "b", "c"]]
    sizes = {"a": 12, "b": 12, "c": 12}
    assert hidden_groups(lines, sizes) == {}
    assert set(hidden_groups(lines, sizes, {"a": "small"})) == {"a", "b"}
