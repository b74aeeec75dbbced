"""Several words on one volume, and what becomes of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from models.checkpoints import save_weights
from models.errors import SpecProblem, WeightsProblem
from models.inference.members import Members
from models.inference.predictor import Predictor
from models.inference.sums import Sums
from models.networks.build import build_network
from models.spec import ModelSpec
from models.uncertainty.voxel import entropy
from tests.models.volumes import tiny_spec, two_blobs

CPU = torch.device("cpu")
IMAGE, MASK = two_blobs(0)
MM = (1.0, 1.0, 1.0)


def predictor(spec: ModelSpec, seed: int = 0) -> Predictor:
    torch.manual_seed(seed)
    return Predictor(build_network(spec), spec, CPU, bf16=False)


def with_dropout() -> ModelSpec:
    return tiny_spec(network=replace(tiny_spec().network, dropout=0.3))


def test_sums_are_what_all_members_together_give() -> None:
    members = torch.randn(5, 3, 6, 7, 8).mul(3).softmax(dim=1)
    sums = Sums(sigmoid=False)
    for one in members:
        sums.add(one)
    np.testing.assert_allclose(sums.mean, members.mean(dim=0), atol=1e-6)
    each = np.stack([entropy(one.numpy()) for one in members])
    np.testing.assert_allclose(sums.expected_entropy, each.mean(axis=0), atol=1e-5)
    assert sums.pairwise_dice == pytest.approx(_over_all_pairs(members), abs=1e-6)


def _over_all_pairs(members: torch.Tensor) -> float:
    said = members.argmax(dim=1)
    dice = []
    for value in (1, 2):
        pairs = list(itertools.combinations([one == value for one in said], 2))
        met = sum(2 * int((a & b).sum()) for a, b in pairs)
        dice.append(met / sum(int(a.sum() + b.sum()) for a, b in pairs))
    return float(np.mean(dice))


def test_members_that_all_see_nothing_agree() -> None:
    nothing = torch.zeros(2, 4, 4, 4)
    nothing[0] = 1
    sums = Sums(sigmoid=False)
    for _ in range(3):
        sums.add(nothing)
    assert sums.pairwise_dice == 1.0


def test_flips_are_averaged_in_the_volumes_own_orientation() -> None:
    spec = tiny_spec(mirror_axes=(0, 2))
    ready = predictor(spec)
    plain = ready.predict(IMAGE, MM)
    found = ready.predict(IMAGE, MM, members=Members.tta())
    each = []
    for axes in ((), (0,), (2,), (0, 2)):
        flipped = ready.predict(np.flip(IMAGE, axes).copy(), MM).probabilities
        each.append(np.flip(flipped, [axis + 1 for axis in axes]))
    np.testing.assert_allclose(found.probabilities, np.mean(each, axis=0), atol=1e-4)
    np.testing.assert_allclose(found.embedding, plain.embedding, atol=1e-5)
    assert found.expected_entropy is not None
    assert found.pairwise_dice is not None
    assert (entropy(found.probabilities) - found.expected_entropy).min() > -1e-5
    assert found.pairwise_dice < 1
    assert plain.expected_entropy is None


def test_without_axes_to_flip_members_see_other_contrasts_and_the_same_ones_each_time() -> None:
    ready = predictor(tiny_spec())
    one, two, other = (
        ready.predict(IMAGE, MM, members=Members.tta(4, seed=seed)).probabilities
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 1e-4


def test_dropout_drops_only_while_members_speak() -> None:
    ready = predictor(with_dropout())
    plain = ready.predict(IMAGE, MM).probabilities
    before = torch.get_rng_state()
    one, two = (ready.predict(IMAGE, MM, members=Members.dropout(6, seed=3)) for _ in range(2))
    np.testing.assert_array_equal(one.probabilities, two.probabilities)
    assert one.pairwise_dice is not None
    assert one.pairwise_dice < 1
    assert np.abs(one.probabilities - plain).max() > 1e-3
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(ready.predict(IMAGE, MM).probabilities, plain)
    assert not any(module.training for module in ready.runner.network.modules())


def test_a_network_without_dropout_says_so() -> None:
    with pytest.raises(SpecProblem, match="dropout"):
        predictor(tiny_spec()).predict(IMAGE, MM, members=Members.dropout())


def test_an_ensemble_is_the_mean_of_its_networks(tmp_path: Path) -> None:
    spec = tiny_spec()
    each = [predictor(spec, seed) for seed in range(3)]
    for number, one in enumerate(each):
        save_weights(tmp_path / str(number), one.runner.network, spec)
    others = Members.ensemble((tmp_path / "1", tmp_path / "2"))
    found = each[0].predict(IMAGE, MM, members=others)
    expected = np.mean([one.predict(IMAGE, MM).probabilities for one in each], axis=0)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-5)

    save_weights(tmp_path / "2", build_network(with_dropout()), with_dropout())
    with pytest.raises(WeightsProblem):
        each[0].predict(IMAGE, MM, members=others)


class TwoLabels(nn.Module):
    """Logits of two labels that overlap where the image is bright."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.cat([image, image - 1], dim=1)


def test_a_sigmoid_head_gives_each_label_its_own_probability_and_the_temperature_softens_it() -> (
    None
):
    spec = tiny_spec(head="sigmoid", temperature=2.0, label_values=(0, 3, 9))
    found = Predictor(TwoLabels(), spec, CPU).predict(IMAGE, MM, members=Members.tta(2))
    sharp = Predictor(TwoLabels(), replace(spec, temperature=1.0), CPU).predict(IMAGE, MM)
    assert found.probabilities.shape == (2, *IMAGE.shape)
    assert found.probabilities.sum(axis=0).max() > 1
    assert set(np.unique(sharp.labels)) == {0, 3}
    np.testing.assert_array_equal(sharp.labels == 3, sharp.probabilities[0] > 0.5)
    soft = Predictor(TwoLabels(), spec, CPU).predict(IMAGE, MM).probabilities
    odds = [np.log(p / (1 - p)) for p in (soft, sharp.probabilities)]
    np.testing.assert_allclose(odds[0] * 2, odds[1], atol=1e-2)
    assert found.expected_entropy is not None
    assert 0 <= found.expected_entropy.min() <= found.expected_entropy.max() <= 1
