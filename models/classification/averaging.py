"""A slow average of a network's weights, which is better than where the last steps left them."""

from __future__ import annotations

import copy

import torch
from torch import nn

DECAY = 0.99


class AveragedNetwork:
    """Exponential moving average of weights and buffers; young averages follow faster."""

    def __init__(self, network: nn.Module, decay: float = DECAY) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
        self._decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the network after `step` steps (1, 2, ...)."""
        keep = min(self._decay, (1 + step) / (10 + step))
        for mine, theirs in zip(
            self.network.state_dict().values(), network.state_dict().values(), strict=True
        ):
            if mine.is_floating_point():
                mine.lerp_(theirs, 1 - keep)
            else:
                mine.copy_(theirs)
