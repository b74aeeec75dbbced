from __future__ import annotations

import torch
from torch import nn

from models.training.ema import Ema


def network(value: float = 0.0) -> nn.Module:
    module = nn.Linear(1, 1, bias=False)
    nn.init.constant_(module.weight, value)
    return module


def weight(module: nn.Module) -> float:
    return float(next(module.parameters()).item())


def test_the_mean_follows_slowly_and_the_network_gets_its_own_weights_back() -> None:
    module = network()
    ema = Ema(module, 0.5)
    nn.init.constant_(module.weight, 1.0)
    for step in range(100, 102):
        ema.update(step)
    with ema.averaged() as averaged:
        assert weight(averaged) == 0.75
    assert weight(module) == 1.0


def test_the_start_is_soon_forgotten() -> None:
    module = network(5.0)
    ema = Ema(module, 0.999)
    nn.init.constant_(module.weight, 1.0)
    ema.update(0)
    assert abs(float(ema.weights[0]) - 1.4) < 1e-6


def test_a_decay_of_zero_keeps_no_mean() -> None:
    module = network()
    ema = Ema(module, 0.0)
    nn.init.constant_(module.weight, 1.0)
    ema.update(3)
    with ema.averaged() as averaged:
        assert weight(averaged) == 1.0
    assert ema.state() == {}


def test_a_mean_comes_back_from_its_state() -> None:
    ema = Ema(network(), 0.9)
    ema.restore({"0": torch.tensor([[3.0]])})
    assert float(ema.weights[0]) == 3.0
