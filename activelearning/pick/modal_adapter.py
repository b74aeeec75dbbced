"""modAL's query functions over what was computed once: the only module that knows modAL.

modAL asks a classifier for the probabilities of flat samples. Here a sample is a case, and the
classifier hands back the stored mean sorted probabilities of its boundary band. Margin and least
confidence are linear in the sorted probabilities, so the measure of the mean is the mean of the
measure, exactly. Entropy is not, so it goes in as a utility of its own.

modAL returns the best n in no order and breaks ties by chance of memory layout. Each function here
therefore asks for all and sorts what came by value, then by position: the whole ranking, best first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from modAL.uncertainty import margin_sampling, uncertainty_sampling
from modAL.utils.combination import make_query_strategy
from modAL.utils.selection import multi_argmax
from numpy.typing import NDArray

from activelearning.pick.candidates import Candidate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CachedClassifier:
    """A fitted classifier as modAL sees it; the samples are row numbers, (n, 1)."""

    probabilities: Floats

    def predict_proba(self, rows: NDArray[np.intp]) -> Floats:
        """Stored probabilities (n, C) of the rows asked for."""
        answer: Floats = self.probabilities[rows[:, 0]]
        return answer


def rank_by_margin(candidates: Sequence[Candidate]) -> list[int]:
    """Positions, smallest gap between the two most probable labels first."""
    classifier, rows = _pool(candidates)
    chosen, gaps = margin_sampling(classifier, rows, n_instances=len(rows))
    return _in_order(chosen, gaps)


def rank_by_least_confidence(candidates: Sequence[Candidate]) -> list[int]:
    """Positions, smallest greatest probability first."""
    classifier, rows = _pool(candidates)
    chosen, doubts = uncertainty_sampling(classifier, rows, n_instances=len(rows))
    return _in_order(chosen, -doubts)


def rank_by_entropy(candidates: Sequence[Candidate]) -> list[int]:
    """Positions, greatest mean entropy of the boundary band first."""
    utility = np.array([candidate.entropy for candidate in candidates], dtype=np.float64)

    def stored_entropy(_: object, rows: NDArray[np.intp]) -> Floats:
        answer: Floats = utility[rows[:, 0]]
        return answer

    def all_of_them(values: Floats) -> tuple[NDArray[np.intp], Floats]:
        chosen, measured = multi_argmax(values, n_instances=len(values))
        return chosen, measured

    query = make_query_strategy(stored_entropy, all_of_them)
    chosen, entropies = query(None, _rows(len(candidates)))
    return _in_order(chosen, -entropies)


RANKINGS: dict[str, Callable[[Sequence[Candidate]], list[int]]] = {
    "entropy": rank_by_entropy,
    "margin": rank_by_margin,
    "least_confidence": rank_by_least_confidence,
}


def _pool(candidates: Sequence[Candidate]) -> tuple[CachedClassifier, NDArray[np.intp]]:
    stored = np.array([candidate.band_probabilities for candidate in candidates], dtype=np.float64)
    return CachedClassifier(stored), _rows(len(candidates))


def _rows(count: int) -> NDArray[np.intp]:
    return np.arange(count, dtype=np.intp)[:, None]


def _in_order(chosen: NDArray[np.intp], values: Floats) -> list[int]:
    """Ascending by value; equal values by position in the pool."""
    return [int(position) for position in chosen[np.lexsort((chosen, values))]]
