from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.temperature import Judged, fit_temperature, judged_voxels


def drawn(temperature: float, sigmoid: bool = False) -> Judged:
    """Labels drawn from softmax(z); the network says softmax(z / temperature)."""
    rng = np.random.default_rng(0)
    z = rng.normal(0, 2, (3, 30, 30, 30))
    if sigmoid:
        truth = (rng.random(z.shape) < 1 / (1 + np.exp(-z))).astype(np.uint8)
        said = 1 / (1 + np.exp(-z / temperature))
        return judged_voxels(said.astype(np.float32), truth)
    truth = (z + rng.gumbel(size=z.shape)).argmax(axis=0).astype(np.uint8)
    said = np.exp(z / temperature)
    return judged_voxels((said / said.sum(axis=0)).astype(np.float32), truth)


@pytest.mark.parametrize("sigmoid", [False, True])
@pytest.mark.parametrize("given", [0.5, 1.0, 2.0])
def test_the_fit_undoes_the_temperature_that_the_network_has(given: float, sigmoid: bool) -> None:
    """Too sure (0.5) is divided by 2, too timid (2.0) by one half."""
    assert fit_temperature([drawn(given, sigmoid)]) == pytest.approx(1 / given, rel=0.05)


def test_ignored_voxels_have_no_say() -> None:
    probabilities = np.zeros((2, 4, 4, 4), np.float32)
    probabilities[0], probabilities[1] = 0.1, 0.9
    truth = np.full((4, 4, 4), 255, np.uint8)
    truth[0] = 1
    assert len(judged_voxels(probabilities, truth).truth) == 16


def test_without_a_judged_voxel_the_temperature_is_one() -> None:
    assert fit_temperature([]) == 1.0


def test_a_network_that_is_never_wrong_stays_within_bounds() -> None:
    probabilities = np.zeros((2, 4, 4, 4), np.float32)
    probabilities[1] = 0.9
    probabilities[0] = 0.1
    assert fit_temperature([judged_voxels(probabilities, np.ones((4, 4, 4), np.uint8))]) == (
        pytest.approx(0.25, abs=0.01)
    )
