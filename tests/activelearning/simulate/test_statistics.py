import numpy as np
import pytest
from scipy import stats

from activelearning.simulate.statistics import (
    area,
    area_within,
    compare,
    estimate,
    holm,
    reaches,
)


def test_the_area_is_the_mean_height_of_the_curve() -> None:
    assert area([10, 20, 40], [0.8, 0.9, 0.9]) == pytest.approx((10 * 0.85 + 20 * 0.9) / 30)
    assert area([10, 40], [0.7, 0.7]) == pytest.approx(0.7)
    assert area([10], [0.7]) == 0.7


def test_the_area_of_a_part_cuts_the_curve_where_it_is_cut() -> None:
    assert area_within([0, 10], [0.0, 1.0], (4, 8)) == pytest.approx(0.6)
    assert area_within([0, 10, 20], [0.0, 1.0, 1.0], (5, 15)) == pytest.approx(
        (5 * 0.75 + 5 * 1.0) / 10
    )
    assert area_within([0, 10], [0.0, 1.0], (4, 12)) is None


@pytest.mark.parametrize(
    ("target", "labels"),
    [
        (0.85, 15.0),  # half-way between two points
        (0.9, 20.0),  # exactly at one
        (0.7, 10.0),  # the curve begins above it
        (0.95, None),  # never
    ],
)
def test_a_target_is_reached_where_the_line_between_two_points_meets_it(
    target: float, labels: float | None
) -> None:
    found = reaches([10, 20, 30], [0.8, 0.9, 0.88], target)
    assert found == (None if labels is None else pytest.approx(labels))


def test_the_interval_of_two_seeds_is_the_exact_bootstrap() -> None:
    """The four resamples of (0, 1) have means 0, 0.5, 0.5 and 1."""
    found = estimate([0.0, 1.0])
    low, high = np.percentile([0.0, 0.5, 0.5, 1.0], [2.5, 97.5])
    assert (found.mean, found.low, found.high) == (0.5, pytest.approx(low), pytest.approx(high))


def test_one_seed_has_no_interval() -> None:
    assert estimate([0.8]).to_json() == {"mean": 0.8, "low": None, "high": None}


def test_the_interval_of_many_seeds_agrees_with_scipys_bootstrap() -> None:
    values = np.random.default_rng(3).normal(0.8, 0.02, 12)
    own = estimate(list(values))
    theirs = stats.bootstrap(
        (values,), np.mean, method="percentile", rng=np.random.default_rng(0), n_resamples=10_000
    ).confidence_interval
    assert own.low == pytest.approx(theirs.low, abs=5e-4)
    assert own.high == pytest.approx(theirs.high, abs=5e-4)


def test_holm_multiplies_the_smallest_most_and_never_falls() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_a_difference_in_every_seed_is_told_and_a_wavering_one_is_a_tie() -> None:
    arms = {
        "better": [0.86, 0.87, 0.85, 0.88],
        "worse": [0.81, 0.815, 0.802, 0.832],
        "like worse": [0.82, 0.80, 0.81, 0.825],
    }
    pairs = {(pair.a, pair.b): pair for pair in compare(arms)}
    told = pairs[("better", "worse")]
    expected = stats.ttest_rel(arms["better"], arms["worse"])
    assert told.p == pytest.approx(expected.pvalue)
    assert told.p_wilcoxon == pytest.approx(0.125)  # no smaller one exists for four seeds
    assert told.tie is False
    assert told.p_holm is not None
    assert told.p is not None
    assert told.p_holm == pytest.approx(3 * told.p)
    assert told.difference.mean == pytest.approx(np.mean(np.subtract(*list(arms.values())[:2])))
    assert pairs[("worse", "like worse")].tie


def test_equal_arms_are_a_tie_and_of_few_seeds_nothing_is_said() -> None:
    (same,) = compare({"a": [0.8, 0.9, 0.7, 0.8], "b": [0.8, 0.9, 0.7, 0.8]})
    assert (same.p, same.p_wilcoxon, same.tie) == (1.0, 1.0, True)
    (single,) = compare({"a": [0.9], "b": [0.5]})
    assert (single.p, single.p_holm, single.tie) == (None, None, None)
    (few,) = compare({"a": [0.900, 0.901, 0.902], "b": [0.5, 0.5, 0.5]})
    assert few.p is not None
    assert few.p < 0.001
    assert few.tie is None


def test_significance_that_the_number_of_pairs_explains_is_a_tie() -> None:
    """P = 0.03 alone tells a difference; among ten pairs it does not."""
    difference = np.array([0.01, 0.03, 0.02, 0.045])
    base = np.full(4, 0.8)
    assert 0.005 < stats.ttest_1samp(difference, 0).pvalue < 0.05
    (alone,) = compare({"a": base + difference, "b": base})
    assert alone.tie is False
    others = {f"c{n}": base + 0.01 * n * np.array([1, -1, 1, -1]) for n in range(1, 4)}
    among = {(p.a, p.b): p for p in compare({"a": base + difference, "b": base, **others})}
    assert among[("a", "b")].tie
