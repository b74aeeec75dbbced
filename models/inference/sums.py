"""Sums over the members of a prediction: as many volumes as there are classes, not members."""

from __future__ import annotations

import math

import torch

TINY = 1e-12


class Sums:
    """Fed with the probabilities of one member after another, (C, z, y, x).

    Args:
        sigmoid: the channels are labels of their own, without a background.
    """

    def __init__(self, *, sigmoid: bool) -> None:
        self.members = 0
        self._sigmoid = sigmoid
        self._probabilities: torch.Tensor | None = None
        self._entropy: torch.Tensor | None = None
        self._votes: torch.Tensor | None = None

    def add(self, probabilities: torch.Tensor) -> None:
        """One member's word."""
        self.members += 1
        entropy, votes = self._entropy_of(probabilities), self._votes_of(probabilities)
        if self._probabilities is None or self._entropy is None or self._votes is None:
            self._probabilities, self._entropy, self._votes = probabilities.clone(), entropy, votes
            return
        self._probabilities += probabilities
        self._entropy += entropy
        self._votes += votes

    @property
    def mean(self) -> torch.Tensor:
        """Mean probabilities (C, z, y, x)."""
        if self._probabilities is None:
            raise ValueError("There is no member.")
        return self._probabilities / self.members

    @property
    def expected_entropy(self) -> torch.Tensor:
        """Mean over the members of their entropy (z, y, x), over its greatest value."""
        if self._entropy is None:
            raise ValueError("There is no member.")
        return self._entropy / self.members

    @property
    def pairwise_dice(self) -> float:
        """Dice of a member with another, all pairs taken together, mean over the foreground classes.

        With n of M members saying that a voxel is of a class, n(n-1)/2 pairs meet there, so
        sum n(n-1) / ((M-1) sum n) is the Dice over all pairs: their intersections over their mean
        sizes. A class that nobody sees does not count; if nobody sees any, all agree: 1.
        """
        if self._votes is None or self.members < 2:
            return 1.0
        votes = self._votes.flatten(1).to(torch.int64)
        met, said = (votes * (votes - 1)).sum(dim=1), votes.sum(dim=1)
        dice = (met / ((self.members - 1) * said))[said > 0]
        return float(dice.mean()) if len(dice) else 1.0

    def _entropy_of(self, p: torch.Tensor) -> torch.Tensor:
        if self._sigmoid:
            return binary_entropy(p).mean(dim=0)
        total = torch.zeros_like(p[0])
        for channel in p:
            total -= channel * channel.clamp_min(TINY).log()
        return total / math.log(len(p))

    def _votes_of(self, p: torch.Tensor) -> torch.Tensor:
        """uint8 (foreground classes, z, y, x): 1 where the member says so."""
        if self._sigmoid:
            return (p > 0.5).to(torch.uint8)
        winner = p.argmax(dim=0)
        return torch.stack([(winner == c).to(torch.uint8) for c in range(1, len(p))])


def binary_entropy(p: torch.Tensor) -> torch.Tensor:
    """Of each channel on its own, 0..1."""
    rest = 1 - p
    total = p * p.clamp_min(TINY).log() + rest * rest.clamp_min(TINY).log()
    return -total / math.log(2)
