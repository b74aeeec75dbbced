"""Cover the space of embeddings: k-centre greedy, and modAL's ranked batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats, PickContext
from activelearning.pick.measures import AGGREGATIONS, BAND, MEASURES, values_of
from activelearning.pick.modal_adapter import next_of_ranked_batch
from activelearning.pick.parameters import option


@dataclass(frozen=True)
class CoreSet:
    """Again and again the case farthest from all that is labelled or taken.

    Sener and Savarese (arXiv 1708.00489), the greedy 2-approximation. With nothing labelled the
    case nearest to the pool's mean comes first, where scikit-activeml draws one.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"embedding"})

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        pool, labelled = basket.pool.embeddings(context)
        known = basket.pool.embedded
        taken = [at for at in basket.positions() if known[at]]
        distance = nearest(pool, np.vstack([labelled, pool[taken]]))
        while (may := basket.open() & known).any():
            if np.isinf(distance).all():
                middle = np.linalg.norm(pool - pool[known].mean(axis=0), axis=1)
                at, rule = int(np.where(may, middle, np.inf).argmin()), "centre"
                basket.take(at, rule)
            else:
                at, rule = int(np.where(may, distance, -np.inf).argmax()), "farthest"
                basket.take(at, rule, float(distance[at]))
            distance = np.minimum(distance, np.linalg.norm(pool - pool[at], axis=1))


def nearest(points: Floats, centres: Floats) -> Floats:
    """(N,) distance to the nearest centre; infinite where there is none."""
    found = np.full(len(points), np.inf)
    for centre in centres:
        np.minimum(found, np.linalg.norm(points - centre, axis=1), out=found)
    return found


@dataclass(frozen=True)
class RankedBatch:
    """modAL's ranked batch (Cardoso et al. 2017): doubt and distance from what is labelled."""

    needs: ClassVar[frozenset[str]] = frozenset({"model", "embedding"})
    measure: str = option("entropy", MEASURES)
    aggregation: str = option(BAND, AGGREGATIONS)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        values = values_of(basket, self.measure, self.aggregation)
        pool, labelled = basket.pool.embeddings(context)
        embedded = basket.pool.embedded
        known = embedded & ~np.isnan(values)
        while (may := np.flatnonzero(basket.open() & known)).size:
            taken = [at for at in basket.positions() if embedded[at]]
            centres = np.vstack([labelled, pool[taken]])
            at = int(may[next_of_ranked_batch(pool[may], values[may], centres)])
            basket.take(at, "ranked", float(values[at]))
