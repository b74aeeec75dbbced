"""Chance: uniform, or by how much foreground is predicted.

At the level of cases the foreground-aware draws are the analogue of nnActive's foreground-aware
random patches: there a share of the patches is centred on foreground, here a
share of the cases is drawn with weights of the predicted foreground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats, PickContext
from activelearning.pick.measures import FOREGROUND


@dataclass(frozen=True)
class Random:
    """Uniform. As a strategy of its own it is all control arm: see `fill_batch`."""

    needs: ClassVar[frozenset[str]] = frozenset()

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        basket.take_in_order(rng.permutation(len(basket.pool)), "uniform")


@dataclass(frozen=True)
class ForegroundAware:
    """A share drawn with probability proportional to the predicted foreground, the rest evenly."""

    needs: ClassVar[frozenset[str]] = frozenset({"model"})
    share: ClassVar[float]

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        weights = np.nan_to_num(basket.pool.measure(FOREGROUND))
        for _ in range(math.floor(self.share * basket.room + 0.5)):
            if not _draw(basket, weights, rng):
                break
        basket.take_in_order(rng.permutation(len(basket.pool)), "uniform")


def _draw(basket: Basket, weights: Floats, rng: np.random.Generator) -> bool:
    """Take one case; False when none with foreground is left."""
    may = np.where(basket.open(), weights, 0.0)
    if not may.sum() > 0:
        return False
    at = int(rng.choice(len(may), p=may / may.sum()))
    basket.take(at, "foreground", float(weights[at]))
    return True


class Foreground33(ForegroundAware):
    share = 0.33


class Foreground66(ForegroundAware):
    share = 0.66
