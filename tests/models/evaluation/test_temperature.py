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


def said(confidence: float, right: float, voxels: int) -> Judged:
    """So many voxels of two classes, said with one confidence, of which such a share is right."""
    logs = np.log([[confidence, 1 - confidence]]).repeat(voxels, axis=0)
    return Judged(logs, (np.arange(voxels) >= right * voxels).astype(np.intp))


def test_what_suits_many_sure_voxels_is_not_taken_where_it_costs_the_few_doubtful() -> None:
    timid, bold = said(0.97, 0.999, 9_000), said(0.8, 0.7, 1_000)
    assert fit_temperature([timid]) < 0.6
    assert fit_temperature([timid, bold]) == 1.0


def test_a_temperature_that_helps_sure_and_doubtful_voxels_is_taken() -> None:
    assert fit_temperature([said(0.97, 0.95, 9_000), said(0.8, 0.7, 1_000)]) > 1.1


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
