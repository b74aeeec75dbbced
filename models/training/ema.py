"""Averaged weights: the mean of many steps lies nearer the middle of a valley than the last one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import nn

WARM_UP = 10


class Ema:
    """Exponential moving average of a network's parameters; decay 0 keeps none.

    The decay rises with the steps, so that the start is soon forgotten.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self._network = network
        self._decay = decay
        self.weights = own_weights(network) if decay else []

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after optimiser step number `step`, counted from 0."""
        if self.weights:
            decay = min(self._decay, (1 + step) / (WARM_UP + step))
            torch._foreach_lerp_(self.weights, list(self._network.parameters()), 1 - decay)

    @contextmanager
    def averaged(self) -> Iterator[nn.Module]:
        """The network with the averaged weights in it, if there are any, its own back afterwards."""
        own = own_weights(self._network)
        fill(self._network, self.weights or own)
        try:
            yield self._network
        finally:
            fill(self._network, own)

    def state(self) -> dict[str, torch.Tensor]:
        """For the checkpoint."""
        return {str(number): tensor for number, tensor in enumerate(self.weights)}

    def restore(self, state: Mapping[str, torch.Tensor]) -> None:
        """From the checkpoint of the same network and decay."""
        for number, tensor in enumerate(self.weights):
            tensor.copy_(state[str(number)])


def own_weights(network: nn.Module) -> list[torch.Tensor]:
    """A copy of the parameters, in their order."""
    return [parameter.detach().clone() for parameter in network.parameters()]


@torch.no_grad()
def fill(network: nn.Module, weights: Sequence[torch.Tensor]) -> None:
    """Set the parameters, in their order."""
    for parameter, value in zip(network.parameters(), weights, strict=True):
        parameter.copy_(value)
