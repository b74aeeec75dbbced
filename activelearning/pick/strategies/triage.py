"""Cases that a triage threshold cannot tell apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import PickContext
from activelearning.pick.modal_adapter import rank_by_utility
from activelearning.pick.parameters import number, text


@dataclass(frozen=True)
class Triage:
    """Smallest |p - t| first, with t the threshold at the sensitivity that triage aims at.

    Attributes:
        finding: its key; empty takes the greatest probability of any finding.
        threshold: t.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"model", "findings"})
    finding: str = text("")
    threshold: float = number(0.5, 0.0, 1.0)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        probability = np.array(
            [self._probability(one.findings) for one in basket.pool.candidates], np.float64
        )
        values = basket.pool.worth(1.0 - np.abs(probability - self.threshold))
        basket.take_in_order(rank_by_utility(values), "triage", values)

    def _probability(self, findings: Mapping[str, float]) -> float:
        """NaN where the model says nothing of it."""
        if self.finding:
            return findings.get(self.finding, math.nan)
        return max(findings.values(), default=math.nan)
