from collections import Counter

import numpy as np
import pytest

from activelearning.pick.batch import Batch, fill_batch
from activelearning.pick.candidates import Candidate, PickContext
from activelearning.pick.constraints import Bound, Constraints
from activelearning.pick.errors import ParameterProblem


def pool(sites: str, **minutes: float) -> list[Candidate]:
    """One case for each letter, which is its site; later ones are more doubtful."""
    return [
        Candidate(
            case=i,
            patient=i,
            components={"entropy": (i + 1) / 100},
            site=site,
            findings={"mass": 0.8 if site == "m" else 0.1},
            cost_minutes=minutes.get(site),
        )
        for i, site in enumerate(sites)
    ]


def fill(candidates: list[Candidate], seed: int = 0, **limits: object) -> Batch:
    return fill_batch(
        candidates,
        strategy="entropy",
        size=6,
        random_share=0.0,
        rng=np.random.default_rng(seed),
        context=PickContext(constraints=Constraints.from_json(limits)),
    )


def sites(batch: Batch) -> Counter[str]:
    return Counter(one.candidate.site for one in batch.choices)


def test_a_site_gets_no_more_than_its_share_and_the_batch_says_so() -> None:
    batch = fill(pool("aaaaaabbbbbb"), quotas=[{"by": "site", "maximum_share": 0.5}])
    assert sites(batch) == {"a": 3, "b": 3}
    assert Bound("site.most", "b", 3, 3) in batch.bounds


def test_a_share_that_cannot_be_kept_leaves_places_empty() -> None:
    batch = fill(pool("aaaaaaaaab"), quotas=[{"by": "site", "value": "a", "maximum_share": 0.5}])
    assert sites(batch) == {"a": 3, "b": 1}
    assert [bound.rule for bound in batch.bounds] == ["site.most"]


def test_a_minimum_is_filled_first_by_the_most_doubtful_of_the_group() -> None:
    batch = fill(pool("aaabbbbbbbbb"), quotas=[{"by": "site", "value": "a", "minimum": 2}])
    assert sites(batch) == {"a": 2, "b": 4}
    assert [one.rule for one in batch.choices[:2]] == ["site:a/top"] * 2
    assert [one.candidate.case for one in batch.choices[:2]] == [2, 1]


def test_a_minimum_that_chance_fills_is_no_pick_of_the_strategy() -> None:
    """Its cases were never scored, so that the strategy cannot weigh them: they are no picked arm."""
    unscored = [Candidate(case=100 + i, patient=100 + i, site="new") for i in range(3)]
    quota = {"by": "site", "value": "new", "minimum": 2}
    batch = fill([*pool("bbbbbbbb"), *unscored], quotas=[quota])
    assert [(one.arm, one.rule) for one in batch.choices] == [("picked", "top")] * 4 + [
        ("random", "site:new/unscored")
    ] * 2


def test_a_minimum_beyond_the_pool_takes_what_is_there_and_says_so() -> None:
    batch = fill(pool("mbbbbbbbb"), quotas=[{"by": "finding", "value": "mass", "minimum": 3}])
    assert len(batch.choices) == 6
    assert batch.bounds == [Bound("finding.least", "mass", 3, 1)]


def test_minutes_of_a_batch_stay_within_what_is_asked() -> None:
    batch = fill(pool("aaaabb", a=2.0, b=9.0), max_minutes=14)
    assert sites(batch) == {"b": 1, "a": 2}
    assert batch.bounds == [Bound("minutes", "", 14, 13.0)]


def test_by_the_minute_a_cheap_case_goes_before_a_dear_one() -> None:
    cheap = fill(pool("aaaaaabbbbbb", a=1.0, b=30.0), per_minute=True)
    assert sites(cheap) == {"a": 6}
    assert sites(fill(pool("aaaaaabbbbbb", a=1.0, b=30.0))) == {"b": 6}


def test_the_control_arm_is_not_bent_by_quotas_and_counts_towards_them() -> None:
    drawn: Counter[str] = Counter()
    for seed in range(200):
        batch = fill_batch(
            pool("aaaaaaaabb"),
            strategy="entropy",
            size=4,
            random_share=0.5,
            rng=np.random.default_rng(seed),
            context=PickContext(
                constraints=Constraints.from_json(
                    {"quotas": [{"by": "site", "value": "a", "maximum_share": 0.25}]}
                )
            ),
        )
        control = [one.candidate.site for one in batch.choices if one.rule == "exploration"]
        assert len(control) == 2
        drawn.update(control)
        chosen = [one.candidate.site for one in batch.choices if one.arm == "picked"]
        assert "a" not in chosen or "a" not in control
    assert 0.74 < drawn["a"] / 400 < 0.86  # 8 of 10


def test_a_pool_without_enough_patients_is_named() -> None:
    few = [Candidate(case=i, patient=i % 2, components={"entropy": 0.1}) for i in range(9)]
    assert fill(few).bounds == [Bound("pool", "", 6, 2)]


def test_nothing_bound_nothing_said() -> None:
    assert fill(pool("aabbccdd"), quotas=[{"by": "site", "maximum_share": 0.9}]).bounds == []


def test_a_quota_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(ParameterProblem, match=r"by: expected one of site.*, got 'colour'"):
        Constraints.from_json({"quotas": [{"by": "colour"}]})
