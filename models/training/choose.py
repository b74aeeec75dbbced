"""Which of the weights that a run came by are the model."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from models.checkpoints import load_weights
from models.training.ema import Ema, fill, own_weights
from models.training.validation import Validator, mean_dice

LEAST_CASES = 4
"""Fewer decide nothing."""


def choose_weights(
    network: nn.Module, ema: Ema, best: Path, validator: Validator, cases: int
) -> str:
    """Fill the network with the averaged weights, the last, or the best seen on the way.

    The highest Dice on `cases` of the validation split decides, in a tie the order above; with too
    few of them the averaged weights are taken. The holdout has no say in it.
    """
    candidates = _candidates(network, ema, best)
    chosen = next(iter(candidates))
    if min(cases, len(validator.cases)) >= LEAST_CASES:
        scores: dict[str, float] = {}
        for name, weights in candidates.items():
            fill(network, weights)
            scores[name] = mean_dice(validator.look(network, cases=cases).per_class)
        chosen = max(scores, key=lambda name: scores[name])
    fill(network, candidates[chosen])
    return chosen


def _candidates(network: nn.Module, ema: Ema, best: Path) -> dict[str, list[torch.Tensor]]:
    last = own_weights(network)
    found = {"averaged": ema.weights, "last": last} if ema.weights else {"last": last}
    if best.exists():
        load_weights(best, network)
        found["best"] = own_weights(network)
    return found
