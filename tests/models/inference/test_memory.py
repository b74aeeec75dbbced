"""A volume that does not fit, weights that are damaged: named, and nothing else is harmed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import NetworkProblem, OutOfMemory
from models.inference.predictor import Predictor
from models.networks.build import build_network
from tests.models.volumes import tiny_spec, two_blobs

CPU = torch.device("cpu")
FULL = "[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried"


class Small(nn.Module):
    """A network on a device with room for so many voxels, and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self.taken: list[tuple[int, ...]] = []

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if image.numel() > self.room:
            raise RuntimeError(FULL)
        self.taken.append(tuple(image.shape))
        return torch.cat([-image, image, torch.zeros_like(image)], dim=1)


@pytest.mark.parametrize(
    ("room", "window"), [(16 * 20 * 20, (16, 16, 16)), (16**3 - 1, (8, 8, 8)), (512, (8, 8, 8))]
)
def test_what_does_not_fit_is_done_in_smaller_windows(
    room: int, window: tuple[int, int, int]
) -> None:
    image, _ = two_blobs(0, (14, 30, 26))
    expected = Predictor(Small(10**9), tiny_spec(), CPU).predict(image, (1, 1, 1))
    network = Small(room)
    found = Predictor(network, tiny_spec(), CPU).predict(image, (1, 1, 1))
    assert {shape[2:] for shape in network.taken} == {window}
    np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=1e-4)


def test_what_fits_in_no_way_is_a_named_error_and_the_next_case_is_answered() -> None:
    network = Small(4**3 - 1)
    ready = Predictor(network, tiny_spec(), CPU)
    with pytest.raises(OutOfMemory, match=r"\(4, 4, 4\)") as raised:
        ready.predict(two_blobs(0)[0], (1, 1, 1))
    assert raised.value.code == "out_of_memory"
    network.room = 10**9
    assert ready.predict(two_blobs(0)[0], (1, 1, 1)).labels.any()


def test_another_error_of_the_network_is_not_taken_for_a_want_of_memory() -> None:
    class Broken(nn.Module):
        def forward(self, image: torch.Tensor) -> torch.Tensor:
            raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        Predictor(Broken(), tiny_spec(), CPU).predict(two_blobs(0)[0], (1, 1, 1))


def test_damaged_weights_give_an_error_and_no_mask() -> None:
    network = build_network(tiny_spec())
    with torch.no_grad():
        next(network.parameters()).fill_(float("nan"))
    with pytest.raises(NetworkProblem, match="damaged"):
        Predictor(network, tiny_spec(), CPU).predict(two_blobs(0)[0], (1, 1, 1))
