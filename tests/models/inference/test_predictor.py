from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from models.checkpoints import save_weights
from models.errors import InputProblem, WeightsProblem
from models.inference.predictor import Predictor
from models.networks.build import build_network
from models.spec import ModelSpec, Normalisation, Triple
from tests.models.volumes import tiny_spec, two_blobs


def predictor(spec: ModelSpec | None = None) -> Predictor:
    torch.manual_seed(0)
    spec = spec or tiny_spec()
    return Predictor(build_network(spec), spec, torch.device("cpu"))


@pytest.mark.parametrize(
    ("shape", "spacing"),
    [
        # exactly the patch, smaller, odd, longer than three patches (windows), flat, other spacing
        ((16, 16, 16), (1.0, 1.0, 1.0)),
        ((5, 7, 9), (1.0, 1.0, 1.0)),
        ((17, 19, 23), (1.0, 1.0, 1.0)),
        ((40, 41, 42), (1.0, 1.0, 1.0)),
        ((1, 30, 30), (1.0, 1.0, 1.0)),
        ((9, 20, 20), (3.0, 0.7, 0.7)),
        ((40, 12, 12), (0.3, 1.5, 1.5)),
    ],
)
def test_the_result_lies_on_the_sources_own_grid(
    shape: Triple, spacing: tuple[float, float, float]
) -> None:
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    prediction = predictor().predict(image, spacing)
    assert prediction.labels.shape == shape
    assert prediction.labels.dtype == np.uint8
    assert prediction.probabilities.shape == (3, *shape)
    assert prediction.probabilities.dtype == np.float32
    np.testing.assert_allclose(prediction.probabilities.sum(axis=0), 1, atol=1e-4)


def test_labels_are_values_of_the_label_set_not_channel_numbers() -> None:
    image, _ = two_blobs(0)
    prediction = predictor(tiny_spec(label_values=(0, 40, 200))).predict(image, (1, 1, 1))
    assert set(np.unique(prediction.labels)) <= {0, 40, 200}
    np.testing.assert_array_equal(
        prediction.labels, np.array([0, 40, 200])[prediction.probabilities.argmax(axis=0)]
    )


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (2.0, 0.7, 0.7)])
def test_the_label_is_the_most_likely_one_on_the_sources_grid(
    spacing: tuple[float, float, float],
) -> None:
    image, _ = two_blobs(1)
    prediction = predictor().predict(image, spacing)
    np.testing.assert_array_equal(prediction.labels, prediction.probabilities.argmax(axis=0))


def test_the_deepest_features_come_with_it_from_the_same_pass() -> None:
    spec = tiny_spec()
    ready = predictor(spec)
    image, _ = two_blobs(0, (14, 16, 16))
    seen: list[torch.Tensor] = []
    deepest = ready.runner.network.bottleneck
    hook = deepest.register_forward_hook(lambda *call: seen.append(call[2].clone()))
    small = ready.predict(image, (1, 1, 1)).embedding
    hook.remove()
    assert (small.shape, small.dtype, len(seen)) == ((8,), np.float32, 1)
    np.testing.assert_allclose(small, seen[0].float().mean(dim=(0, 2, 3, 4)), atol=1e-5)
    assert not deepest._forward_hooks
    large = ready.predict(np.tile(image, (3, 3, 3)), (1, 1, 1)).embedding
    assert large.shape == (8,)
    assert np.isfinite(large).all()


def test_bf16_changes_no_more_than_rounding() -> None:
    image, _ = two_blobs(0)
    torch.manual_seed(0)
    network = build_network(tiny_spec())
    full, half = (
        Predictor(network, tiny_spec(), torch.device("cpu"), bf16=bf16).predict(image, (1, 1, 1))
        for bf16 in (False, True)
    )
    np.testing.assert_allclose(full.probabilities, half.probabilities, atol=0.05)
    assert np.abs(full.probabilities - half.probabilities).max() > 0


class Pointwise(nn.Module):
    """A network without context: what it says of a voxel depends on that voxel alone."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.cat([-image, image, torch.zeros_like(image)], dim=1)


@pytest.mark.parametrize("shape", [(16, 16, 16), (9, 11, 13), (40, 41, 42), (1, 70, 90)])
def test_padding_windows_and_blending_put_each_voxel_back_in_its_place(shape: Triple) -> None:
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    spec = tiny_spec(normalisation=Normalisation("ct", low=-2, high=2, mean=0, std=1))
    ready = Predictor(Pointwise(), spec, torch.device("cpu"))
    expected = torch.softmax(Pointwise()(torch.from_numpy(image).clip(-2, 2)[None, None]), dim=1)
    found = ready.predict(image, (1, 1, 1)).probabilities
    np.testing.assert_allclose(found, expected[0].numpy(), atol=1e-4)


def test_a_constant_scan_gives_a_finite_answer() -> None:
    prediction = predictor().predict(np.full((8, 8, 8), 5, np.float32), (1, 1, 1))
    assert np.isfinite(prediction.probabilities).all()


@pytest.mark.parametrize(
    ("image", "spacing", "words"),
    [
        (np.zeros((4, 4)), (1, 1, 1), "expected \\(z, y, x\\)"),
        (np.zeros((0, 4, 4)), (1, 1, 1), "expected \\(z, y, x\\)"),
        (np.zeros((4, 4, 4)), (1, 1), "spacing"),
        (np.zeros((4, 4, 4)), (1, 0, 1), "spacing"),
        (np.zeros((4, 4, 4)), (1e4, 1e4, 1e4), "GiB"),
        (np.zeros((4, 4, 4)), (1e308, 1e308, 1e308), "GiB"),
        (np.full((4, 4, 4), np.nan), (1, 1, 1), "not finite"),
        (np.zeros((2, 4, 4, 4)), (1, 1, 1), "2 channels, expected 1"),
    ],
)
def test_input_that_makes_no_sense_is_named(
    image: np.ndarray, spacing: tuple[float, ...], words: str
) -> None:
    with pytest.raises(InputProblem, match=words):
        predictor().predict(image.astype(np.float32), spacing)


def test_weights_that_do_not_fit_are_refused_at_loading(tmp_path: Path) -> None:
    save_weights(tmp_path / "w", build_network(tiny_spec()), tiny_spec())
    with pytest.raises(WeightsProblem):
        Predictor.load(tmp_path / "w", tiny_spec(label_values=(0, 1)), "cpu")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_agrees_with_the_cpu() -> None:
    image, _ = two_blobs(0)
    spec = tiny_spec()
    torch.manual_seed(0)
    network = build_network(spec)
    on_cpu = Predictor(network, spec, torch.device("cpu")).predict(image, (1, 1, 1))
    on_cuda = Predictor(network, spec, torch.device("cuda")).predict(image, (1, 1, 1))
    np.testing.assert_allclose(on_cpu.probabilities, on_cuda.probabilities, atol=0.05)


def test_several_sequences_and_overlapping_labels_come_out_on_the_grid_of_the_image() -> None:
    spec = tiny_spec(in_channels=2, head="sigmoid")
    predictor = Predictor(build_network(spec), spec, torch.device("cpu"))
    image = two_blobs(0, (9, 20, 17))[0]
    prediction = predictor.predict(np.stack([image, -image]), (2.0, 1.0, 1.0))
    assert prediction.labels.shape == (9, 20, 17)
    assert prediction.probabilities.shape == (2, 9, 20, 17)
    likely = prediction.probabilities.max(axis=0) >= 0.5
    np.testing.assert_array_equal(prediction.labels > 0, likely)
    with pytest.raises(InputProblem, match="expected 2"):
        predictor.predict(image, (2.0, 1.0, 1.0))
