"""Which case comes at which position of a run."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np


class Order:
    """Every case once per epoch, in an order seeded by (seed, epoch); position n needs no history.

    With `new` cases every other position shows one of them and the ones between an earlier case, each side in epochs of its own, however few the new ones are.
    """

    def __init__(self, ids: Sequence[str], *, seed: int, new: Collection[str] = ()) -> None:
        wanted = set(new)
        fresh = [n for n, case in enumerate(ids) if case in wanted]
        known = [n for n, case in enumerate(ids) if case not in wanted]
        self._sides = [side for side in (fresh, known) if side]
        self._seed = seed

    def at(self, position: int) -> int:
        """Number of the case at this position."""
        turn, which = divmod(position, len(self._sides))
        side = self._sides[which]
        epoch, place = divmod(turn, len(side))
        order = np.random.default_rng([self._seed, 0, which, epoch]).permutation(len(side))
        return side[int(order[place])]
