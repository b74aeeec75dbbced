"""The greatest doubt first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import PickContext
from activelearning.pick.measures import AGGREGATIONS, BAND, values_of
from activelearning.pick.modal_adapter import rank_by_utility
from activelearning.pick.parameters import option


@dataclass(frozen=True)
class Top:
    """The B cases with the greatest measure."""

    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    measure: ClassVar[str]

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        take_top(basket, self.measure)


@dataclass(frozen=True)
class TopOfVoxels(Top):
    """As Top, with a choice of how voxels become one number."""

    aggregation: str = option(BAND, AGGREGATIONS)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        take_top(basket, self.measure, self.aggregation)


def take_top(basket: Basket, measure: str, aggregation: str = BAND) -> None:
    values = values_of(basket, measure, aggregation)
    basket.take_in_order(rank_by_utility(values), "top", values)


class Entropy(TopOfVoxels):
    measure = "entropy"


class Margin(TopOfVoxels):
    measure = "margin"


class LeastConfidence(TopOfVoxels):
    measure = "least_confidence"


class ExpectedEntropy(TopOfVoxels):
    measure = "expected_entropy"
    needs = frozenset({"model", "members"})


class Bald(TopOfVoxels):
    """Mutual information of prediction and weights (Houlsby et al., arXiv 1112.5745)."""

    measure = "mutual_information"
    needs = frozenset({"model", "members"})


class Disagreement(Top):
    """1 - mean pairwise Dice between members."""

    measure = "pairwise_dice"
    needs = frozenset({"model", "members"})


class SoftDice(Top):
    """1 - expected soft Dice under the calibrated probabilities."""

    measure = "soft_dice"
