"""The numbers that strategies are compared by. One value per seed goes in; seeds are what is paired.

With K seeds an exact Wilcoxon test cannot come below 2 / 2^K (0.125 for four), so the verdict follows
the paired t-test, as pairwise comparisons of strategies do elsewhere (Ash et al. 2020, BADGE), and
Wilcoxon's p stands beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy import stats

RESAMPLES = 10_000
MOST_EXACT = 6
"""Up to so many seeds every resample is enumerated: 6^6 = 46,656."""
LEVEL = 0.05
LEAST_SEEDS = 4
"""Fewer tell no strategies apart: nothing is said of a pair, not even that it is a tie."""
NOTHING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds with its 95 % percentile interval; none from one seed."""

    mean: float
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, float | None]:
        """A JSON object."""
        return asdict(self)


def estimate(values: Sequence[float]) -> Estimate:
    """Bootstrap over seeds (Efron's percentile): exact for up to MOST_EXACT of them."""
    array = np.asarray(values, dtype=np.float64)
    count = len(array)
    if count < 2:
        return Estimate(float(array.mean()), None, None)
    if count <= MOST_EXACT:
        draws = np.array(list(itertools.product(range(count), repeat=count)))
    else:
        draws = np.random.default_rng(0).integers(0, count, size=(RESAMPLES, count))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(array.mean()), float(low), float(high))


def area(at: Sequence[float], values: Sequence[float]) -> float:
    """Normalised trapezoid (AUBC): the mean height of the curve over its range; one point is itself."""
    if len(at) == 1:
        return float(values[0])
    return float(np.trapezoid(values, at) / (at[-1] - at[0]))


def area_within(
    at: Sequence[float], values: Sequence[float], bounds: tuple[float, float]
) -> float | None:
    """`area` of the part between two bounds; None where the curve does not cover them."""
    low, high = bounds
    if not at[0] <= low < high <= at[-1]:
        return None
    inner = [x for x in at if low < x < high]
    points = [low, *inner, high]
    return area(points, [float(v) for v in np.interp(points, at, values)])


def reaches(at: Sequence[float], values: Sequence[float], target: float) -> float | None:
    """Where the curve first comes to `target`, interpolated between its points; None where never.

    A curve that begins above it has reached it at its first point, or before.
    """
    if values[0] >= target:
        return float(at[0])
    for before, after in itertools.pairwise(range(len(values))):
        if values[after] >= target:
            share = (target - values[before]) / (values[after] - values[before])
            return float(at[before] + share * (at[after] - at[before]))
    return None


@dataclass(frozen=True)
class Pair:
    """Two arms: `difference` is a - b, seed by seed. `p` is of the paired t-test.

    `tie` is None where seeds are too few to say.
    """

    a: str
    b: str
    difference: Estimate
    p: float | None
    p_holm: float | None
    p_wilcoxon: float | None
    tie: bool | None


def compare(arms: Mapping[str, Sequence[float]]) -> list[Pair]:
    """Every pair of arms, in their order.

    A pair is a tie unless its p, corrected for the number of pairs (Holm), is below LEVEL and the
    bootstrap interval of its difference leaves 0 out. Below LEAST_SEEDS nothing is said.
    """
    names = list(itertools.combinations(arms, 2))
    differences = [np.subtract(arms[a], arms[b]) for a, b in names]
    estimates = [estimate(list(d)) for d in differences]
    raw = [_paired_t(d) for d in differences]
    corrected = holm([1.0 if p is None else p for p in raw])
    return [
        Pair(
            a=a,
            b=b,
            difference=found,
            p=p,
            p_holm=None if p is None else adjusted,
            p_wilcoxon=_wilcoxon(d),
            tie=None if len(d) < LEAST_SEEDS else adjusted >= LEVEL or _holds_zero(found),
        )
        for (a, b), found, p, adjusted, d in zip(
            names, estimates, raw, corrected, differences, strict=True
        )
    ]


def holm(ps: Sequence[float]) -> list[float]:
    """Step-down correction (Holm 1979), in the order given."""
    order = np.argsort(ps, kind="stable")
    adjusted = [0.0] * len(ps)
    greatest = 0.0
    for rank, at in enumerate(order):
        greatest = max(greatest, min(1.0, (len(ps) - rank) * ps[at]))
        adjusted[at] = greatest
    return adjusted


def _paired_t(difference: np.ndarray) -> float | None:
    if len(difference) < 2:
        return None
    if np.ptp(difference) < NOTHING:
        return 1.0 if abs(difference[0]) < NOTHING else 0.0
    return float(stats.ttest_1samp(difference, 0.0).pvalue)


def _wilcoxon(difference: np.ndarray) -> float | None:
    """Exact; differences of nothing are left out, and without any other the answer is 1."""
    if len(difference) < 2:
        return None
    moved = difference[np.abs(difference) >= NOTHING]
    if len(moved) == 0:
        return 1.0
    return float(stats.wilcoxon(moved, method="exact").pvalue)


def _holds_zero(found: Estimate) -> bool:
    return found.low is None or found.high is None or found.low <= 0.0 <= found.high
