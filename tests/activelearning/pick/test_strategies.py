"""What each strategy takes, on pools small enough to see it by eye."""

from collections import Counter

import numpy as np
import pytest

from activelearning.pick.basket import Basket
from activelearning.pick.batch import fill_batch
from activelearning.pick.candidates import Candidate, PickContext
from activelearning.pick.constraints import Constraints
from activelearning.pick.measures import component_key
from activelearning.pick.pool import Pool
from activelearning.pick.strategies import STRATEGIES, Strategy
from activelearning.pick.strategies.badge import gradient_embeddings
from activelearning.pick.strategies.clasp import Clasp, split_evenly
from activelearning.pick.strategies.coreset import CoreSet, RankedBatch
from activelearning.pick.strategies.stochastic import noisy_by_rank
from tests.activelearning.pick.pools import cases, cold, embedded, pick, pool

THREE_GROUPS = np.array([[0.0, 0.0]] * 6 + [[10.0, 0.0]] * 4 + [[0.0, 10.0]] * 3) + np.linspace(
    0, 0.9, 26
).reshape(13, 2)


def rich_pool(count: int = 24, seed: int = 0) -> list[Candidate]:
    """With everything that any strategy weighs."""
    rng = np.random.default_rng(seed)
    keys = ["entropy", "entropy.patch_max", "margin", "least_confidence", "expected_entropy"]
    keys += ["mutual_information", "pairwise_dice", "soft_dice", "foreground_voxels"]
    keys += ["class_entropy:1", "class_entropy:2"]
    return [
        Candidate(
            case=100 + i,
            patient=i,
            components={key: float(rng.uniform(0.01, 1)) for key in keys},
            band_probabilities=(0.6, 0.3, 0.1),
            embedding=tuple(rng.normal(size=4).tolist()),
            score=0.5,
            findings={"mass": float(rng.uniform())},
        )
        for i in range(count)
    ]


CONTEXT = PickContext(label_values=(1, 2))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_strategy_fills_the_batch_and_its_picks_depend_on_the_seed_alone(strategy: str) -> None:
    there = rich_pool()
    choices = pick(there, 4, strategy=strategy, context=CONTEXT)
    assert len({choice.candidate.case for choice in choices}) == 8
    assert [choice.rank for choice in choices] == list(range(1, 9))
    assert all(choice.rule for choice in choices)
    for seed in range(3):
        shuffled = [there[i] for i in np.random.default_rng(seed).permutation(len(there))]
        again = pick(shuffled, 4, strategy=strategy, context=CONTEXT)
        assert [(c.candidate.case, c.rule) for c in again] == [
            (c.candidate.case, c.rule) for c in choices
        ]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_pool_smaller_than_the_batch_is_taken_whole(strategy: str) -> None:
    assert len(pick(rich_pool(3), strategy=strategy, context=CONTEXT)) == 3
    assert pick([], strategy=strategy, context=CONTEXT) == []


@pytest.mark.parametrize(
    ("strategy", "key"),
    [
        ("entropy", "entropy"),
        ("bald", "mutual_information"),
        ("expected_entropy", "expected_entropy"),
        ("disagreement", "pairwise_dice"),
        ("soft_dice", "soft_dice"),
    ],
)
def test_a_plain_ranking_takes_the_greatest_of_its_measure(strategy: str, key: str) -> None:
    there = rich_pool()
    best = sorted(there, key=lambda one: -one.components[key])[:5]
    choices = pick(there, strategy=strategy, size=5, random_share=0.0)
    assert cases(choices) == [one.case for one in best]
    assert [choice.value for choice in choices] == [one.components[key] for one in best]


def test_another_way_from_voxels_to_a_case_is_another_component() -> None:
    there = rich_pool()
    choices = pick(there, size=1, random_share=0.0, parameters={"aggregation": "patch_max"})
    best = max(there, key=lambda one: one.components["entropy.patch_max"])
    assert cases(choices) == [best.case]
    assert component_key("pairwise_dice", "mean") == "pairwise_dice"


def test_a_measure_that_nobody_was_scored_by_gives_way_to_entropy_and_says_so() -> None:
    rng = np.random.default_rng(0)
    batch = fill_batch(pool(10), strategy="bald", size=3, random_share=0.0, rng=rng)
    assert cases(batch.choices) == [9, 8, 7]
    (bound,) = batch.bounds
    assert (bound.rule, bound.wanted, bound.got) == ("measure", "mutual_information", "entropy")


def test_power_with_a_great_beta_is_the_plain_ranking_and_with_a_small_one_draws_by_rank() -> None:
    there = pool(20)
    options = {"strategy": "power", "size": 4, "random_share": 0.0}
    assert cases(pick(there, parameters={"beta": 1000.0}, **options)) == [19, 18, 17, 16]
    two = [
        Candidate(case=i, patient=i, components={"entropy": h}) for i, h in enumerate((0.2, 0.6))
    ]
    first = Counter(
        cases(pick(two, seed, strategy="power", size=1, random_share=0))[0] for seed in range(600)
    )
    assert 0.61 < first[1] / 600 < 0.72  # 1 / (1 + 1/2), whatever the doubts are


def test_the_best_of_more_random_batches_is_better_and_of_one_is_one() -> None:
    def mean(batches: int, seed: int) -> float:
        options = {"strategy": "stochastic_batch", "size": 5, "random_share": 0.0}
        choices = pick(pool(40), seed, parameters={"batches": batches}, **options)
        return float(np.mean(cases(choices)))

    one, many = ([mean(n, seed) for seed in range(10)] for n in (1, 300))
    assert np.mean(one) < 25 < 28 < min(many)


def test_coreset_goes_where_nothing_is_labelled() -> None:
    context = PickContext(labelled_embeddings=np.array([[0.0, 0.0]]))
    choices = pick(
        embedded(THREE_GROUPS), strategy="coreset", size=2, random_share=0, context=context
    )
    assert {case // 4 for case in cases(choices)} == {2, 3}  # 6 to 9 and 10 to 12
    assert [choice.rule for choice in choices] == ["farthest"] * 2


def test_coreset_with_nothing_labelled_begins_in_the_middle() -> None:
    points = np.array([[0.0], [4.0], [5.0], [11.0]])
    choices = pick(embedded(points), strategy="coreset", size=3, random_share=0.0)
    assert cases(choices) == [2, 3, 0]
    assert [choice.rule for choice in choices] == ["centre", "farthest", "farthest"]


@pytest.mark.parametrize(
    ("strategy", "first"),
    [
        # nearest to the mean, 16
        (CoreSet(), 3),
        # nearest to all others
        (RankedBatch(), 2),
    ],
)
def test_a_case_of_the_control_arm_without_an_embedding_is_no_centre(
    strategy: Strategy, first: int
) -> None:
    """Its row of zeros, counted as a place, would drive the picks away from there."""
    there = embedded(np.array([[10.0], [14.0], [15.0], [16.0], [25.0]]))
    basket = Basket(
        Pool.of([*there, Candidate(case=9, patient=9)]), size=2, constraints=Constraints()
    )
    basket.draw([5], 1, "exploration")
    strategy.fill(basket, PickContext(), np.random.default_rng(0))
    assert basket.positions() == [5, first]


def test_the_gradient_of_a_case_grows_with_its_doubt() -> None:
    sure, torn = (
        Candidate(case=0, patient=0, embedding=(3.0, 4.0), band_probabilities=(1 - p, p))
        for p in (0.1, 0.5)
    )
    rows = gradient_embeddings((sure, torn))
    assert rows[0].tolist() == pytest.approx([-0.3, -0.4, 0.3, 0.4])
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([0.1 * 50**0.5, 0.5 * 50**0.5])
    finding = Candidate(case=0, patient=0, embedding=(2.0,), findings={"b": 0.9, "a": 0.2})
    assert gradient_embeddings((finding,))[0].tolist() == pytest.approx([0.4, -0.2])


def test_badge_begins_with_the_longest_gradient_and_never_takes_a_case_twice_over() -> None:
    same = embedded(np.array([[1.0, 0.0]] * 5 + [[0.0, 1.0]]), [0.4] * 5 + [0.8])
    for seed in range(5):
        choices = pick(same, seed, strategy="badge", size=2, random_share=0.0)
        assert cases(choices)[0] == 5
        assert cases(choices)[1] < 5


def test_medoids_take_the_middle_of_each_group_the_largest_first() -> None:
    choices = pick(embedded(THREE_GROUPS), strategy="medoids", size=3, random_share=0.0)
    assert [choice.rule for choice in choices] == ["medoid:1", "medoid:2", "medoid:3"]
    assert [next(g for g, to in enumerate((6, 10, 13)) if c < to) for c in cases(choices)] == [
        0,
        1,
        2,
    ]


def test_typiclust_leaves_out_the_group_that_is_labelled() -> None:
    context = PickContext(labelled_embeddings=THREE_GROUPS[:1])
    choices = pick(
        embedded(THREE_GROUPS[1:]), strategy="typiclust", size=2, random_share=0, context=context
    )
    assert {case >= 9 for case in cases(choices)} == {True, False}
    assert all(case >= 5 for case in cases(choices))


def test_without_a_model_medoids_stand_in_and_without_a_look_chance_does() -> None:
    there = embedded(THREE_GROUPS)
    rng = np.random.default_rng(0)
    options = {"strategy": "entropy", "size": 3, "random_share": 0.0, "rng": rng}
    batch = fill_batch(there, context=cold(), **options)  # type: ignore[arg-type]
    assert batch.strategy == "medoids"
    blank = [Candidate(case=i, patient=i) for i in range(5)]
    batch = fill_batch(blank, context=cold(), **options)  # type: ignore[arg-type]
    assert (batch.strategy, {one.arm for one in batch.choices}) == ("random", {"random"})


def test_clasp_splits_two_thirds_over_the_labels_and_the_rest_on_overall_doubt() -> None:
    choices = pick(rich_pool(), strategy="clasp", size=9, random_share=0.0, context=CONTEXT)
    assert Counter(choice.rule for choice in choices) == {"class:1": 3, "class:2": 3, "overall": 3}


def test_late_clasp_takes_the_most_doubtful_of_each_label() -> None:
    there = rich_pool()
    late = PickContext(label_values=(1, 2), round_number=50)
    options = {"strategy": "clasp", "size": 3, "random_share": 0.0, "context": late}
    choices = pick(there, parameters={"beta_end": 1000.0}, **options)
    best = max(there, key=lambda one: one.components["class_entropy:1"])
    assert (choices[0].rule, choices[0].candidate.case) == ("class:1", best.case)


def test_in_its_first_round_clasp_draws_the_most_doubtful_first_though_all_are_much_alike() -> None:
    """By rank: 1 / (1 + 1/2 + ... + 1/40) of the draws; by score it would be 1 in 40."""
    alike = pool(40)
    for one in alike:
        one.components["entropy.patch_max"] = 0.30 + one.case / 10_000
    options = {"strategy": "clasp", "size": 1, "random_share": 0.0}
    drawn = Counter(cases(pick(alike, seed, **options))[0] for seed in range(600))
    assert 0.19 < drawn[39] / 600 < 0.28
    assert len(drawn) > 30


def test_equal_doubts_share_a_rank_and_what_was_not_scored_has_none() -> None:
    quiet = noisy_by_rank(np.array([0.2, np.nan, 0.5, 0.2]), 1e9, np.random.default_rng(0))
    expected = [-np.log(2.5), np.nan, 0.0, -np.log(2.5)]
    assert quiet == pytest.approx(expected, abs=1e-6, nan_ok=True)


def test_a_label_that_no_case_has_gets_no_places() -> None:
    context = PickContext(label_values=(1, 2, 3))
    choices = pick(rich_pool(), strategy="clasp", size=6, random_share=0.0, context=context)
    assert {choice.rule for choice in choices} == {"class:1", "class:2", "overall"}
    assert split_evenly(5, ["a", "b", "c"]) == {"a": 2, "b": 2, "c": 1}


def test_beta_rises_from_one_to_a_hundred_over_the_rounds() -> None:
    clasp = Clasp(rounds=5)
    betas = [clasp.beta(number) for number in (1, 2, 3, 5, 9)]
    assert betas == pytest.approx([1.0, 10**0.5, 10.0, 100.0, 100.0])


@pytest.mark.parametrize(
    ("context", "rules"),
    [
        (PickContext(has_model=False), {"medoid:1", "medoid:2"}),
        (PickContext(label_values=(1, 2), round_number=8), {"class:1", "overall"}),
        (PickContext(label_values=(1, 2), round_number=9), {"top"}),
    ],
)
def test_the_schedule_goes_from_medoids_to_clasp_to_a_ranking(
    context: PickContext, rules: set[str]
) -> None:
    choices = pick(rich_pool(), strategy="schedule", size=2, random_share=0.0, context=context)
    assert {choice.rule for choice in choices} == rules


def test_foreground_draws_favour_cases_with_foreground() -> None:
    there = [
        Candidate(case=i, patient=i, components={"foreground_voxels": 0.9 if i < 3 else 0.001})
        for i in range(30)
    ]
    options = {"strategy": "foreground_66", "size": 3, "random_share": 0.0}
    drawn = [choice for seed in range(60) for choice in pick(there, seed, **options)]
    by_rule = Counter(choice.rule for choice in drawn)
    assert by_rule == {"foreground": 120, "uniform": 60}
    large = Counter(one.rule for one in drawn if one.candidate.case < 3)
    assert large["foreground"] > 110
    assert large["uniform"] < 15


def test_triage_takes_what_lies_nearest_to_the_threshold() -> None:
    there = [
        Candidate(case=i, patient=i, findings={"mass": p, "other": 0.0})
        for i, p in enumerate((0.05, 0.21, 0.5, 0.9))
    ]
    options = {"strategy": "triage", "size": 2, "random_share": 0.0}
    assert cases(pick(there, parameters={"threshold": 0.2}, **options)) == [1, 0]
    assert cases(pick(there, parameters={"finding": "other"}, **options)) == [0, 1]
