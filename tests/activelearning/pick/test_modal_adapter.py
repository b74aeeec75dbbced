"""numpy's stable argsort is the oracle for what modAL answers."""

import numpy as np
import pytest

from activelearning.pick.candidates import Candidate
from activelearning.pick.modal_adapter import (
    rank_by_entropy,
    rank_by_least_confidence,
    rank_by_margin,
)


def pool(stored: np.ndarray, entropies: np.ndarray) -> list[Candidate]:
    return [
        Candidate(case=i, patient=i, entropy=float(h), band_probabilities=tuple(p.tolist()))
        for i, (p, h) in enumerate(zip(stored, entropies, strict=True))
    ]


def drawn(seed: int, count: int, classes: int, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """Sorted probabilities and entropies, on few levels so that many are exactly equal."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, levels + 1, (count, classes)).astype(float)
    stored = -np.sort(-counts / counts.sum(axis=1, keepdims=True), axis=1)
    return stored, rng.integers(0, levels, count) / levels


@pytest.mark.parametrize("classes", [2, 3, 13])
@pytest.mark.parametrize("seed", range(5))
def test_rankings_agree_with_argsort_ties_included(seed: int, classes: int) -> None:
    stored, entropies = drawn(seed, 60, classes, levels=4)
    candidates = pool(stored, entropies)
    gap = stored[:, 0] - stored[:, 1]
    least = 1 - stored[:, 0]
    assert len(np.unique(entropies)) < len(entropies)
    assert rank_by_margin(candidates) == np.argsort(gap, kind="stable").tolist()
    assert rank_by_least_confidence(candidates) == np.argsort(-least, kind="stable").tolist()
    assert rank_by_entropy(candidates) == np.argsort(-entropies, kind="stable").tolist()


def test_margin_of_the_mean_sorted_vector_is_the_mean_margin_of_the_voxels() -> None:
    rng = np.random.default_rng(3)
    bands = [rng.dirichlet(np.full(4, alpha), size=200) for alpha in (0.2, 1.0, 5.0)]
    ordered = [-np.sort(-band, axis=1) for band in bands]
    means = [(band[:, 0] - band[:, 1]).mean() for band in ordered]
    candidates = pool(np.stack([band.mean(axis=0) for band in ordered]), np.zeros(3))
    assert rank_by_margin(candidates) == np.argsort(means).tolist()


def test_one_case_is_ranked_alone() -> None:
    candidates = pool(np.array([[0.6, 0.4]]), np.array([0.5]))
    for rank in (rank_by_margin, rank_by_least_confidence, rank_by_entropy):
        assert rank(candidates) == [0]
