"""Doubt with noise, so that a batch does not hold the same case eight times over.

Kirsch et al., Stochastic Batch Acquisition (arXiv 2106.12059); Gaillochet et al., Active learning
for medical image segmentation with stochastic batches (arXiv 2301.07670).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.stats import rankdata

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats, PickContext
from activelearning.pick.measures import AGGREGATIONS, BAND, MEASURES, values_of
from activelearning.pick.modal_adapter import rank_by_utility
from activelearning.pick.parameters import integer, number, option


@dataclass(frozen=True)
class Power:
    """Top B of -log rank + Gumbel(0, 1/beta): draws without replacement with weights rank^-beta."""

    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    measure: str = option("entropy", MEASURES)
    aggregation: str = option(BAND, AGGREGATIONS)
    beta: float = number(1.0, 0.01, 1000.0)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        values = values_of(basket, self.measure, self.aggregation)
        order = rank_by_utility(noisy_by_rank(values, self.beta, rng))
        basket.take_in_order(order, "power", values)


def noisy_by_rank(values: Floats, beta: float, rng: np.random.Generator) -> Floats:
    """(N,) -log rank + Gumbel noise of scale 1 / beta, the greatest having rank 1; NaN stays.

    Kirsch's softrank: unlike noise on log scores it does not ask that twice the score be twice as
    good, so that cases which are all much alike are still told apart. Equal ones share their mean rank.
    """
    ranks = rankdata(-values, nan_policy="omit")
    return -np.log(ranks) + rng.gumbel(0.0, 1.0 / beta, len(values))


@dataclass(frozen=True)
class StochasticBatch:
    """Of `batches` random batches the one with the greatest mean."""

    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    measure: str = option("entropy", MEASURES)
    aggregation: str = option(BAND, AGGREGATIONS)
    batches: int = integer(100, 1, 10_000)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        values = values_of(basket, self.measure, self.aggregation)
        scored = np.flatnonzero(~np.isnan(values))
        best: list[int] = []
        best_mean = -np.inf
        for _ in range(self.batches if len(scored) else 0):
            batch = _drawn(basket, rng.permutation(scored))
            mean = float(values[batch].mean()) if batch else -np.inf
            if (len(batch), mean) > (len(best), best_mean):
                best, best_mean = batch, mean
        order = sorted(best, key=lambda at: (-values[at], at))
        basket.take_in_order(order, "batch", values)


def _drawn(basket: Basket, shuffled: np.ndarray) -> list[int]:
    """A random batch that holds to the constraints."""
    trial = basket.copy()
    before = len(trial.taken)
    trial.take_in_order(shuffled, "batch")
    return trial.positions()[before:]
