from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from monai.networks.blocks.dynunet_block import UnetOutBlock
from torch import nn

from models.labelmap import IGNORE
from models.networks.build import build_network
from models.spec import ModelSpec
from models.training.cache import PreparedCase
from models.training.places import find_places
from models.training.prior import LEAST_SHARE, begin_at, label_shares
from tests.models.volumes import tiny_spec

SPEC = tiny_spec(network=replace(tiny_spec().network, deep_supervision=1))
OVERLAPPING = replace(SPEC, head="sigmoid")


def case(mask: np.ndarray, spec: ModelSpec) -> PreparedCase:
    image = torch.zeros(1, *mask.shape[1:])
    return PreparedCase("a", image, torch.from_numpy(mask), find_places(mask, spec))


def test_shares_are_of_the_voxels_that_somebody_judged() -> None:
    mask = np.zeros((1, 10, 10, 10), np.uint8)
    mask[0, 5:] = IGNORE
    mask[0, 0], mask[0, 1, :5] = 1, 2
    assert label_shares([case(mask, SPEC)], SPEC) == pytest.approx([0.7, 0.2, 0.1])


def test_labels_that_overlap_have_a_share_each() -> None:
    mask = np.zeros((2, 10, 10, 10), np.uint8)
    mask[0, :5], mask[1, :3], mask[1, 5:] = 1, 1, IGNORE
    assert label_shares([case(mask, OVERLAPPING)], OVERLAPPING) == pytest.approx([0.5, 0.6])


def test_a_label_that_is_nowhere_keeps_a_share() -> None:
    nowhere = case(np.zeros((1, 4, 4, 4), np.uint8), SPEC)
    assert label_shares([nowhere], SPEC)[2] == LEAST_SHARE


@pytest.mark.parametrize("spec", [SPEC, OVERLAPPING], ids=["softmax", "sigmoid"])
def test_a_network_that_sees_nothing_yet_says_the_shares_at_every_depth(spec: ModelSpec) -> None:
    shares = [0.9, 0.08, 0.02] if spec is SPEC else [0.3, 0.05]
    network = build_network(spec).train()
    begin_at(network, shares, spec)
    for module in network.modules():
        if isinstance(module, UnetOutBlock):
            nn.init.zeros_(module.conv.conv.weight)
    logits = network(torch.randn(1, 1, *spec.patch))[0]
    said = logits.softmax(1) if spec is SPEC else logits.sigmoid()
    assert said.shape[0] == 2
    assert torch.allclose(said.movedim(1, -1), torch.tensor(shares))
