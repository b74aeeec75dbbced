"""modAL's query functions over what was computed once: the only module that knows modAL.

A sample is a case, its utility a stored number, its features an embedding; nothing is predicted
here and `teach` is never called. Margin and least confidence are linear in the sorted
probabilities of the boundary band, so the stored components are what modAL's `margin_sampling` and
`uncertainty_sampling` would find (a test holds them equal).

modAL returns the best n in no order and breaks ties by chance of memory layout. `rank_by_utility`
therefore asks for all and sorts what came by value, then by position: the ranking, best first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from modAL.batch import ranked_batch
from modAL.utils.combination import make_query_strategy
from modAL.utils.selection import multi_argmax
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LabelledCases:
    """A fitted classifier as modAL's ranked batch sees it; X_training is (n, D) or None."""

    X_training: Floats | None
    on_transformed: bool = False


def rank_by_utility(utility: Floats) -> list[int]:
    """Positions, greatest first, equal ones by position; NaN is left out."""
    scored = np.flatnonzero(~np.isnan(utility))
    if not scored.size:
        return []

    def stored(_: object, rows: NDArray[np.intp]) -> Floats:
        answer: Floats = utility[rows[:, 0]]
        return answer

    def all_of_them(values: Floats) -> tuple[NDArray[np.intp], Floats]:
        chosen, measured = multi_argmax(values, n_instances=len(values))
        return chosen, measured

    chosen, values = make_query_strategy(stored, all_of_them)(None, scored[:, None])
    return [int(scored[at]) for at in chosen[np.lexsort((chosen, -values))]]


def next_of_ranked_batch(pool: Floats, doubts: Floats, labelled: Floats) -> int:
    """Position of the case that modAL's ranked batch takes next.

    Args:
        pool: (N, D) embeddings of the cases that may be taken.
        doubts: (N,) in 0..1.
        labelled: (n, D) embeddings of what is labelled or taken; with none, the case that lies
            nearest to all others comes first.
    """
    classifier = LabelledCases(labelled if len(labelled) else None)
    chosen, _ = ranked_batch(classifier, pool, doubts, 1, "euclidean", None)
    return int(chosen[0])
