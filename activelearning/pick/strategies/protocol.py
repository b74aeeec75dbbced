"""What a strategy is."""

from __future__ import annotations

from typing import ClassVar, Protocol

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import PickContext


class Strategy(Protocol):
    """Fills a basket.

    `needs` says what it cannot work without: "model", "embedding", "members", "findings".
    """

    needs: ClassVar[frozenset[str]]

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        """Take cases while there is room; the same seed takes the same cases.

        It may leave room where cases lack what it ranks by: those come in by chance.
        """
        ...
