from __future__ import annotations

import numpy as np
import pytest

from models.evaluation import calibration
from models.evaluation.calibration import (
    CalibrationSums,
    at_temperature_one,
    calibration_sums,
)
from models.labelmap import IGNORE

SHAPE = (6, 8, 10)


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(axis=0))
    p: np.ndarray = (e / e.sum(axis=0)).astype(np.float32)
    return p


def drawn(seed: int = 0, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and a truth drawn from exactly these: calibrated but for chance."""
    rng = np.random.default_rng(seed)
    p = softmax(rng.normal(0, 1.5, (classes, *SHAPE)))
    draws = rng.random(SHAPE)
    truth = (draws[None] > np.cumsum(p, axis=0)).sum(axis=0).clip(0, classes - 1)
    return p, truth.astype(np.uint8)


def test_ece_and_brier_are_what_their_definitions_say() -> None:
    p, truth = drawn()
    found = calibration_sums(p, truth, margin_voxels=99)
    confidence, right = p.max(axis=0).ravel(), (p.argmax(axis=0) == truth).ravel()
    ece = 0.0
    for low in np.arange(15) / 15:
        inside = (confidence >= low) & (confidence < low + 1 / 15)
        if inside.any():
            gap = abs(confidence[inside].mean() - right[inside].mean())
            ece += gap * inside.mean()
    one_hot = np.eye(3)[truth].transpose(3, 0, 1, 2)
    assert found.ece == pytest.approx(ece, abs=2e-3)  # our edges lie on thousandths
    assert found.brier == pytest.approx(((p - one_hot) ** 2).sum(axis=0).mean(), abs=1e-6)


def test_a_calibrated_model_has_small_errors_and_an_overconfident_one_has_not() -> None:
    p, truth = drawn()
    fair = calibration_sums(p, truth, margin_voxels=99)
    sure = calibration_sums(softmax(4 * np.log(p)), truth, margin_voxels=99)
    for measure in ("ece", "ace", "brier"):
        assert getattr(sure, measure) > 1.2 * getattr(fair, measure), measure
    assert sure.ece is not None
    assert sure.ece > 0.15


def test_temperature_is_undone_exactly_for_one_pass() -> None:
    logits = np.random.default_rng(3).normal(0, 2, (4, *SHAPE)).astype(np.float32)
    assert np.allclose(at_temperature_one(softmax(logits / 1.7), 1.7), softmax(logits), atol=1e-5)
    yes = 1 / (1 + np.exp(-logits / 1.7))
    before = at_temperature_one(yes.astype(np.float32), 1.7, sigmoid=True)
    assert np.allclose(before, 1 / (1 + np.exp(-logits)), atol=1e-5)


def test_cases_add_up_to_the_pool() -> None:
    parts = [drawn(seed) for seed in range(3)]
    sums = [calibration_sums(p, truth, margin_voxels=99) for p, truth in parts]
    pooled = sums[0] + sums[1] + sums[2]
    together = calibration_sums(
        np.concatenate([p for p, _ in parts], axis=1),
        np.concatenate([truth for _, truth in parts]),
        margin_voxels=99,
    )
    assert pooled.to_json() == together.to_json()
    assert sum(one["voxels"] for one in pooled.bins()) == pooled.voxels == 3 * np.prod(SHAPE)


def test_a_large_volume_is_summed_in_slabs_and_comes_to_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    p, truth = drawn()
    layers = (np.arange(3)[:, None, None, None] == truth).astype(np.uint8)
    whole = [calibration_sums(p, one, margin_voxels=99) for one in (truth, layers)]
    monkeypatch.setattr(calibration, "SLAB_VALUES", 3 * 80 * 2)
    for found, one in zip(whole, (truth, layers), strict=True):
        slabs = calibration_sums(p, one, margin_voxels=99)
        assert np.allclose(slabs.each, found.each)
        assert slabs.brier == pytest.approx(found.brier)


def test_an_ignored_voxel_is_counted_nowhere() -> None:
    p, truth = drawn()
    hidden = truth.copy()
    hidden[:3] = IGNORE
    found = calibration_sums(p, hidden, margin_voxels=99)
    assert found.to_json() == calibration_sums(p[:, 3:], truth[3:], margin_voxels=99).to_json()
    nothing = calibration_sums(p, np.full(SHAPE, IGNORE, np.uint8))
    assert (nothing.voxels, nothing.ece, nothing.ace, nothing.brier) == (0, None, None, None)


def test_labels_that_may_overlap_are_questions_of_their_own() -> None:
    truth = np.zeros((2, *SHAPE), np.uint8)
    truth[:, :2] = 1
    p = np.where(truth == 1, 0.9, 0.2).astype(np.float32)
    found: CalibrationSums = calibration_sums(p, truth, margin_voxels=99)
    # a third of the answers are 0.9 sure, two thirds 0.8 sure, and all are right
    assert found.ece == pytest.approx(0.1 / 3 + 0.2 * 2 / 3, abs=1e-6)
    assert found.brier == pytest.approx(0.01 / 3 + 0.04 * 2 / 3, abs=1e-6)
    assert found.voxels == truth.size


def test_far_background_does_not_hide_a_bad_foreground() -> None:
    truth = np.zeros((40, 40, 40), np.uint8)
    truth[20, 20, 20] = 1
    p = np.stack([np.ones(truth.shape), np.zeros(truth.shape)]).astype(np.float32)
    assert calibration_sums(p, truth, margin_voxels=0).ece == 1.0
    assert calibration_sums(p, truth, margin_voxels=99).ece == pytest.approx(0, abs=1e-3)
