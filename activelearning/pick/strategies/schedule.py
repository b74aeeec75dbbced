"""The default: explore first, then take what is doubted most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import PickContext
from activelearning.pick.parameters import integer, option
from activelearning.pick.strategies.clasp import Clasp
from activelearning.pick.strategies.clusters import Medoids
from activelearning.pick.strategies.protocol import Strategy
from activelearning.pick.strategies.top import Disagreement, Entropy

LATE: dict[str, type[Strategy]] = {"entropy": Entropy, "disagreement": Disagreement}


@dataclass(frozen=True)
class Schedule:
    """Medoids before there is a model, ClaSP PE up to a round, then a plain ranking."""

    needs: ClassVar[frozenset[str]] = frozenset()
    clasp_rounds: int = integer(8, 0, 100)
    then: str = option("entropy", tuple(LATE))

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        self.stage(context).fill(basket, context, rng)

    def stage(self, context: PickContext) -> Strategy:
        """The strategy whose turn it is."""
        if not context.has_model:
            return Medoids()
        if context.round_number <= self.clasp_rounds:
            return Clasp(rounds=self.clasp_rounds)
        return LATE[self.then]()
