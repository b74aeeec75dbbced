"""The weights that a run begins with."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from models.checkpoints import fits, load_weights
from models.networks.build import build_network
from models.spec import ModelSpec
from models.training.prior import begin_at
from models.training.request import TrainingRequest

SHRINK, PERTURB = 0.4, 0.1
"""Shares of the given and of fresh weights (Ash and Adams 2020, arXiv:1910.08475): what was learned
speeds the start, and the network can still learn as well as a fresh one."""


def starting_network(
    request: TrainingRequest, spec: ModelSpec, shares: Sequence[float]
) -> tuple[nn.Module, str]:
    """A network on the CPU, and how it began: "fresh", "warm" or "shrink_perturb".

    What is fresh begins at `shares`, one per output channel; see `label_shares`.

    Raises:
        WeightsProblem: the request names a start from weights that do not fit.
    """
    torch.manual_seed(request.seed)
    network = build_network(spec)
    begin_at(network, shares, spec)
    weights, begins = request.start_weights, request.begins
    if weights is None or begins == "fresh":
        return network, "fresh"
    if request.start is None and not fits(weights, network):
        return network, "fresh"
    fresh = [p.detach().clone() for p in network.parameters()]
    load_weights(weights, network)
    if begins == "shrink_perturb":
        with torch.no_grad():
            for parameter, noise in zip(network.parameters(), fresh, strict=True):
                parameter.mul_(SHRINK).add_(noise, alpha=PERTURB)
    return network, begins
