from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import nn

from models.errors import InputProblem
from models.explain.heat import Heat, grad_cam
from models.explain.sanity import check_sanity, rank_correlation, with_random_weights
from tests.models.explain.squares import image_with_square, trained_classifier

IMAGES = [image_with_square(seed, right=True)[0] for seed in range(700, 704)]


def edges(_: nn.Module, image: torch.Tensor, __: int) -> Heat:
    """A map that looks like an explanation and knows nothing of the network."""
    found: Heat = ndimage.gaussian_gradient_magnitude(image[0, 0].numpy(), 1.0)
    return found


def test_grad_cam_passes_since_its_maps_change_with_the_weights() -> None:
    report = check_sanity(grad_cam, trained_classifier(), IMAGES, 0, seed=0)
    assert report.passed
    assert report.likeness <= report.limit
    assert report.images == 4


def test_a_map_that_does_not_ask_the_network_fails() -> None:
    report = check_sanity(edges, trained_classifier(steps=1), IMAGES, 0, seed=0)
    assert not report.passed
    assert report.likeness == 1.0


def test_random_weights_keep_their_spread_and_the_network_is_not_changed() -> None:
    network = trained_classifier(steps=1)
    before = network.features[0].weight.clone()
    ignorant = with_random_weights(network, seed=3)
    after = next(iter(ignorant.parameters()))
    assert torch.equal(network.features[0].weight, before)
    assert not torch.equal(after, before)
    assert after.std().item() == pytest.approx(before.std().item(), rel=0.3)


def test_a_flat_map_agrees_with_nothing() -> None:
    assert rank_correlation(np.zeros((4, 4), np.float32), np.eye(4, dtype=np.float32)) == 0.0


def test_without_an_image_there_is_no_check() -> None:
    with pytest.raises(InputProblem, match="no image"):
        check_sanity(grad_cam, trained_classifier(steps=1), [], 0, seed=0)
