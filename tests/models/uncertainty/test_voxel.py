from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from monai.metrics.active_learning_metrics import compute_variance
from skactiveml.pool import average_kl_divergence, uncertainty_scores

from models.errors import InputProblem
from models.uncertainty.voxel import (
    binary_entropy,
    class_weighted,
    doubt_maps,
    entropy,
    expected_entropy,
    joint_entropy,
    joint_margin,
    least_confidence,
    margin,
    mutual_information,
)

LN2, LN3 = np.log(2), np.log(3)


def voxel(*p: float) -> np.ndarray:
    return np.array(p, np.float32).reshape(-1, 1, 1, 1)


def random_probabilities(classes: int, seed: int = 0) -> np.ndarray:
    raw = np.random.default_rng(seed).random((classes, 3, 4, 5)) ** 3
    return (raw / raw.sum(axis=0)).astype(np.float32)


@pytest.mark.parametrize("measure", [entropy, margin, least_confidence])
def test_certain_is_zero_and_undecided_is_one(measure: object) -> None:
    assert measure(voxel(1, 0, 0)).item() == pytest.approx(0, abs=1e-6)  # type: ignore[operator]
    assert measure(voxel(1 / 3, 1 / 3, 1 / 3)).item() == pytest.approx(1, abs=1e-6)  # type: ignore[operator]


def test_the_values_are_those_of_the_definitions() -> None:
    p = voxel(0.5, 0.3, 0.2)
    by_hand = -(0.5 * np.log(0.5) + 0.3 * np.log(0.3) + 0.2 * np.log(0.2)) / LN3
    assert entropy(p).item() == pytest.approx(by_hand, abs=1e-6)
    assert margin(p).item() == pytest.approx(1 - (0.5 - 0.3), abs=1e-6)
    assert least_confidence(p).item() == pytest.approx((1 - 0.5) * 3 / 2, abs=1e-6)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_scikit_activeml_has_the_same_entropy_margin_and_least_confidence(classes: int) -> None:
    p = random_probabilities(classes)
    samples = p.reshape(classes, -1).T.astype(np.float64)
    samples /= samples.sum(axis=1, keepdims=True)
    theirs = {
        "entropy": uncertainty_scores(samples, method="entropy") / np.log(classes),
        "margin": uncertainty_scores(samples, method="margin_sampling"),
        "least": uncertainty_scores(samples, method="least_confident") * classes / (classes - 1),
    }
    ours = {"entropy": entropy(p), "margin": margin(p), "least": least_confidence(p)}
    for name, expected in theirs.items():
        np.testing.assert_allclose(ours[name].ravel(), expected, atol=2e-6, err_msg=name)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6))
def test_every_measure_stays_between_zero_and_one(weights: list[float]) -> None:
    p = voxel(*(w / sum(weights) for w in weights))
    for measure in (entropy, margin, least_confidence):
        value = measure(p)
        assert value.dtype == np.float32
        assert 0 <= value.item() <= 1


def test_members_that_agree_have_no_mutual_information() -> None:
    p = random_probabilities(3)
    expected = expected_entropy([p, p, p])
    np.testing.assert_allclose(expected, entropy(p), atol=1e-6)
    assert mutual_information(entropy(p), expected).max() < 1e-6


def test_members_that_are_sure_of_opposites_disagree_in_full() -> None:
    members = [voxel(1, 0), voxel(0, 1)]
    predictive = entropy(voxel(0.5, 0.5))
    assert expected_entropy(members).item() == pytest.approx(0, abs=1e-6)
    assert mutual_information(predictive, expected_entropy(members)).item() == pytest.approx(1)


def test_scikit_activeml_has_the_same_mutual_information() -> None:
    members = [random_probabilities(3, seed) for seed in range(4)]
    samples = np.stack([p.reshape(3, -1).T for p in members]).astype(np.float64)
    found = mutual_information(entropy(np.mean(members, axis=0)), expected_entropy(members))
    np.testing.assert_allclose(found.ravel(), average_kl_divergence(samples) / LN3, atol=1e-5)


def test_rounding_never_leaves_mutual_information_below_zero() -> None:
    below = np.float32(0.5)
    found = mutual_information(np.full((1, 1, 1), below), np.full((1, 1, 1), below + 1e-7))
    assert found.item() == 0.0


def test_without_a_member_there_is_no_expected_entropy() -> None:
    with pytest.raises(InputProblem, match="there is none"):
        expected_entropy([])


def test_class_weighted_entropy_is_p_times_h() -> None:
    p = random_probabilities(3)
    weighted = class_weighted(p[1:], entropy(p))
    np.testing.assert_allclose(weighted[1], p[2] * entropy(p), rtol=1e-6)


def test_each_sigmoid_channel_has_an_entropy_of_its_own() -> None:
    found = binary_entropy(voxel(0.5, 0.1, 1.0)).ravel()
    by_hand = -(0.1 * np.log(0.1) + 0.9 * np.log(0.9)) / LN2
    np.testing.assert_allclose(found, [1.0, by_hand, 0.0], atol=1e-6)


def test_sigmoid_channels_together_are_the_mean_of_what_each_can_be() -> None:
    p = voxel(0.5, 0.1)
    assert joint_entropy(p).item() == pytest.approx(binary_entropy(p).mean(), abs=1e-6)
    assert joint_margin(p).item() == pytest.approx((1.0 + 0.2) / 2, abs=1e-6)
    assert joint_margin(voxel(0.3)).item() == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize("head", ["softmax", "sigmoid"])
def test_members_bring_two_more_maps(head: str) -> None:
    p = random_probabilities(3)
    alone = doubt_maps(p, head=head)
    assert set(alone) == {"entropy", "margin", "least_confidence"}
    more = doubt_maps(p, head=head, expected=alone["entropy"] / 2)
    assert set(more) - set(alone) == {"expected_entropy", "mutual_information"}


def test_monai_s_variance_is_greatest_where_there_is_no_doubt() -> None:
    sure = torch.zeros(5, 2, 4, 4, 4)
    sure[:, 0] = 1
    undecided = torch.full((5, 2, 4, 4, 4), 0.5)
    variance = [float(compute_variance(p, True, False)) for p in (sure, undecided)]
    assert variance[0] > 0.2
    assert variance[1] == 0.0


def test_a_volume_without_a_class_axis_is_refused() -> None:
    with pytest.raises(InputProblem, match="C, z, y, x"):
        entropy(np.zeros((4, 4, 4), np.float32))


def test_maps_of_different_shapes_are_refused() -> None:
    with pytest.raises(InputProblem, match="expected entropy has shape"):
        mutual_information(np.zeros((2, 2, 2), np.float32), np.zeros((2, 2, 3), np.float32))
