import numpy as np
import pytest

from activelearning.pick.candidates import Candidate
from activelearning.pick.errors import ParameterProblem
from tests.activelearning.pick.pools import pick, pool


@pytest.mark.parametrize("strategy", ["entropy", "margin", "least_confidence"])
def test_the_most_doubtful_come_first_and_a_share_is_drawn_by_chance(strategy: str) -> None:
    choices = pick(pool(40), strategy=strategy)
    assert [choice.rank for choice in choices] == list(range(1, 9))
    assert [choice.arm for choice in choices] == ["picked"] * 6 + ["random"] * 2
    by_chance = {choice.candidate.case for choice in choices[6:]}
    best = [case for case in range(39, -1, -1) if case not in by_chance][:6]
    assert [choice.candidate.case for choice in choices[:6]] == best


def test_a_batch_holds_one_case_of_a_patient() -> None:
    for seed in range(20):
        patients = [choice.candidate.patient for choice in pick(pool(40, patients=10), seed)]
        assert len(set(patients)) == len(patients) == 8


def test_a_pool_with_fewer_patients_than_places_gives_a_smaller_batch() -> None:
    assert len(pick(pool(40, patients=3))) == 3


def test_the_same_seed_picks_the_same_and_another_seed_draws_another_control_arm() -> None:
    assert pick(pool(40), 7) == pick(pool(40), 7)
    arms = {tuple(c.candidate.case for c in pick(pool(40), seed)[6:]) for seed in range(10)}
    assert len(arms) > 1


def test_the_random_strategy_is_all_control_arm() -> None:
    assert {choice.arm for choice in pick(pool(40), strategy="random")} == {"random"}


def test_the_control_arm_is_drawn_evenly_from_the_whole_pool() -> None:
    drawn = [c.candidate.case for seed in range(400) for c in pick(pool(10), seed, size=4)[3:]]
    counts = np.bincount(drawn, minlength=10)
    assert counts.min() > 20  # 40 expected; what the strategy likes best is drawn as often


def test_no_random_share_means_no_random_arm() -> None:
    assert {choice.arm for choice in pick(pool(40), random_share=0.0)} == {"picked"}


def test_unscored_cases_come_in_by_chance_only() -> None:
    choices = pick([Candidate(case=i, patient=i) for i in range(5)])
    assert len(choices) == 5
    assert {(choice.arm, choice.candidate.score) for choice in choices} == {("random", None)}


def test_an_empty_pool_gives_an_empty_batch() -> None:
    assert pick([]) == []


def test_an_unknown_strategy_is_named() -> None:
    with pytest.raises(ParameterProblem, match=r"strategy: expected one of .*, got 'guess'"):
        pick(pool(3), strategy="guess")
