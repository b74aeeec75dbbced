"""Our windows beside MONAI's."""

from __future__ import annotations

import pytest
import torch
from monai.inferers.inferer import SlidingWindowInferer
from torch import nn

from models.inference.windows import Seen, in_windows, window_corners
from models.networks.build import build_network
from models.spec import Triple
from tests.models.volumes import tiny_spec


def forward(network: nn.Module) -> object:
    return lambda images: Seen(network(images), images.mean(dim=(2, 3, 4)))


@pytest.mark.parametrize(
    ("shape", "patch", "batch"),
    [
        # smaller than the window, exactly one, no multiple, a short axis, one slice, coarse slices
        ((5, 7, 9), (16, 16, 16), 1),
        ((16, 16, 16), (16, 16, 16), 4),
        ((17, 33, 40), (16, 16, 16), 3),
        ((9, 35, 16), (16, 16, 16), 2),
        ((1, 45, 37), (1, 32, 32), 4),
        ((7, 40, 50), (4, 24, 32), 5),
    ],
)
def test_windows_give_what_monais_give(shape: Triple, patch: Triple, batch: int) -> None:
    torch.manual_seed(0)
    network = build_network(tiny_spec()).eval()
    if patch[0] < 16:  # strides along z would not fit
        network = nn.Conv3d(1, 3, (1, 3, 3), padding=(0, 1, 1))
    image = torch.randn(1, 1, *shape)
    theirs = SlidingWindowInferer(patch, sw_batch_size=1, overlap=0.25, mode="gaussian")
    with torch.inference_mode():
        seen = in_windows(image, forward(network), patch=patch, overlap=0.25, batch=batch)  # type: ignore[arg-type]
        expected = theirs(image, network)
    assert seen.logits.shape == (1, 3, *shape)
    torch.testing.assert_close(seen.logits, expected, atol=1e-5, rtol=0)


def test_every_voxel_is_in_a_window_and_no_window_leaves_the_volume() -> None:
    for size in range(16, 70):
        corners = [z for z, _, _ in window_corners((size, 16, 16), (16, 16, 16), 0.25)]
        covered = {voxel for first in corners for voxel in range(first, first + 16)}
        assert covered == set(range(size))


def test_others_get_their_turn_between_batches() -> None:
    network = nn.Conv3d(1, 2, 1)
    turns: list[int] = []
    image = torch.zeros(1, 1, 16, 16, 40)  # three windows
    in_windows(
        image,
        forward(network),  # type: ignore[arg-type]
        patch=(16, 16, 16),
        overlap=0.25,
        between=lambda: turns.append(1),
    )
    assert len(turns) == 2
