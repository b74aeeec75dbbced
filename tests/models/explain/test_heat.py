from __future__ import annotations

import numpy as np
import pytest
import torch

from models.errors import InputProblem
from models.explain.heat import HeatOf, grad_cam, occlusion
from models.explain.layers import deepest_map
from models.explain.target import InsideMask
from models.networks.build import build_network
from tests.models.explain.squares import SIDE, Classifier, image_with_square, trained_classifier
from tests.models.volumes import tiny_spec

BRIGHT = 0


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return trained_classifier()


@pytest.mark.parametrize("heat_of", [grad_cam, occlusion])
def test_the_map_is_where_the_square_is(heat_of: HeatOf, classifier: Classifier) -> None:
    image, rows, columns = image_with_square(901, right=True)
    heat = heat_of(classifier, image, BRIGHT)
    assert heat.shape == (SIDE, SIDE)
    assert heat.dtype == np.float32
    assert (heat.min(), heat.max()) == (0.0, 1.0)
    assert heat[rows, columns].mean() > 4 * heat.mean()


def test_the_network_is_left_as_it_was(classifier: Classifier) -> None:
    before = {key: value.clone() for key, value in classifier.state_dict().items()}
    classifier.zero_grad(set_to_none=True)
    grad_cam(classifier, image_with_square(1, right=True)[0], BRIGHT)
    assert all(torch.equal(before[key], value) for key, value in classifier.state_dict().items())
    assert not any(module._forward_hooks for module in classifier.modules())
    assert all(weight.grad is None for weight in classifier.parameters())


def test_a_constant_image_has_a_map_of_numbers(classifier: Classifier) -> None:
    for heat_of in (grad_cam, occlusion):
        assert np.isfinite(heat_of(classifier, torch.zeros((1, 1, SIDE, SIDE)), BRIGHT)).all()


def test_two_images_at_once_are_refused(classifier: Classifier) -> None:
    with pytest.raises(InputProblem, match=r"expected \(1, c"):
        grad_cam(classifier, torch.zeros((2, 1, SIDE, SIDE)), BRIGHT)


def test_a_classifiers_map_is_taken_before_its_pooling(classifier: Classifier) -> None:
    assert deepest_map(classifier, torch.zeros((1, 1, SIDE, SIDE))) == "features.4"


def test_a_segmentation_is_explained_inside_its_mask() -> None:
    spec = tiny_spec()
    torch.manual_seed(0)
    network = build_network(spec).eval()
    image = torch.randn((1, 1, *spec.patch))
    mask = torch.zeros(spec.patch, dtype=torch.bool)
    mask[4:8, 4:8, 4:8] = True
    target = InsideMask(network, mask)
    with torch.inference_mode():
        expected = network(image)[0, 1][mask].sum()
        assert torch.isclose(target(image)[0, 1], expected, rtol=1e-4)
    assert deepest_map(target, image).startswith("network.bottleneck")
    assert grad_cam(target, image, 1).shape == spec.patch


def test_an_empty_mask_explains_nothing() -> None:
    spec = tiny_spec()
    with pytest.raises(InputProblem, match="at least one voxel"):
        InsideMask(build_network(spec), torch.zeros(spec.patch, dtype=torch.bool))
