"""Class-stratified noisy entropy: ClaSP PE (arXiv 2601.13677), on cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats, PickContext
from activelearning.pick.measures import values_of
from activelearning.pick.modal_adapter import rank_by_utility
from activelearning.pick.parameters import integer, number
from activelearning.pick.strategies.stochastic import noisy_by_rank

OVERALL = "overall"


@dataclass(frozen=True)
class Clasp:
    """A share of the batch split over foreground classes by U_c, the rest by overall entropy.

    U_c = p_c H(p), the greatest mean of a patch. Each ranking is by -log rank + Gumbel(0, 1/beta);
    beta rises over rounds, so that early batches explore and late ones take the most doubtful. The
    paper adds the noise to log scores of patches, which spread over orders of magnitude; those of
    whole cases do not, and noise would outweigh them. It gives both ends of beta; that beta rises
    by a constant factor is our choice.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    class_share: float = number(2 / 3, 0.0, 1.0)
    beta_start: float = number(1.0, 0.01, 1000.0)
    beta_end: float = number(100.0, 0.01, 1000.0)
    rounds: int = integer(8, 1, 100)

    def beta(self, round_number: int) -> float:
        """`beta_start` in the first round, `beta_end` from round `rounds` on."""
        share = (round_number - 1) / max(self.rounds - 1, 1) if round_number > 1 else 0.0
        rise = self.beta_end / self.beta_start
        return float(self.beta_start * rise ** min(share, 1.0))

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        beta = self.beta(context.round_number)
        strata = _by_class(basket, context)
        places = split_evenly(round(self.class_share * basket.room), list(strata))
        strata[OVERALL] = values_of(basket, "entropy", "patch_max")
        places[OVERALL] = basket.room - sum(places.values())
        orders = {name: rank_by_utility(noisy_by_rank(v, beta, rng)) for name, v in strata.items()}
        while any(places.values()):
            for name in strata:
                if places[name]:
                    places[name] -= 1
                    _take_one(basket, orders[name], name, strata[name])
        basket.take_in_order(orders[OVERALL], OVERALL, strata[OVERALL])


def split_evenly(places: int, names: list[str]) -> dict[str, int]:
    """What is left over goes to the first."""
    if not names:
        return {}
    each, over = divmod(places, len(names))
    return {name: each + (at < over) for at, name in enumerate(names)}


def _by_class(basket: Basket, context: PickContext) -> dict[str, Floats]:
    """Rule -> (N,) U_c of each class that some case has."""
    found = {}
    for value in context.label_values:
        doubt = basket.pool.measure(f"class_entropy:{value}")
        if np.nanmax(np.append(doubt, 0.0)) > 0:
            found[f"class:{value}"] = basket.pool.worth(doubt)
    return found


def _take_one(basket: Basket, order: list[int], rule: str, values: Floats) -> None:
    free = basket.open()
    for at in order:
        if free[at]:
            basket.take(at, rule, float(values[at]))
            return
