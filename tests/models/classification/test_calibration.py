from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from models.classification.calibration import calibrated, calibration_error, fit_platt
from models.classification.spec import Platt
from tests.models.classification.films import tiny_spec


def drawn(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels that come true as sigmoid(0.5 * logit - 1) says."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, n)
    return logits, (rng.random(n) < expit(0.5 * logits - 1)).astype(np.float64)


def test_slope_and_offset_are_found_again() -> None:
    found = fit_platt(*drawn(20_000))
    assert found.slope == pytest.approx(0.5, abs=0.03)
    assert found.offset == pytest.approx(-1, abs=0.06)


def test_calibrating_makes_the_error_small_on_other_images() -> None:
    logits, labels = drawn(5000)
    fitted = fit_platt(logits, labels)
    fresh, truth = drawn(5000, seed=1)
    before = calibration_error(expit(fresh), truth)
    after = calibration_error(expit(fresh * fitted.slope + fitted.offset), truth)
    assert before > 0.15
    assert after < 0.03


def test_perfectly_parted_images_leave_a_doubt() -> None:
    labels = np.repeat([0.0, 1.0], 20)
    fitted = fit_platt(np.where(labels == 1, 3.0, -3.0), labels)
    assert 0.9 < expit(3 * fitted.slope + fitted.offset) < 0.99


def test_few_images_give_a_temperature_and_fewer_nothing() -> None:
    logits, labels = np.array([2.0, 1, -1, -2, 3, -3, 1, -1]), np.array([1.0, 0, 0, 0, 1, 0, 1, 1])
    few = fit_platt(logits, labels)
    assert few.offset == 0
    assert few.slope != 1
    assert fit_platt(logits[:4], labels[:4]) == Platt()
    assert fit_platt(np.array([]), np.array([])) == Platt()
    assert fit_platt(logits, np.full(8, np.nan)) == Platt()


def test_probabilities_are_read_as_the_spec_says() -> None:
    spec = tiny_spec(calibration=(Platt(2.0, 0.0), Platt(1.0, -1.0)))
    got = calibrated(np.array([[1.0, 1.0]]), spec)
    np.testing.assert_allclose(got, [[expit(2.0), 0.5]], atol=1e-6)
    np.testing.assert_allclose(calibrated(np.array([[1.0, 0.0]]), tiny_spec()), [[expit(1), 0.5]])
