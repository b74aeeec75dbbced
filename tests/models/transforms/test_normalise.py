from __future__ import annotations

import numpy as np
import pytest

from models.errors import InputProblem
from models.spec import Normalisation
from models.transforms.normalise import normalise


def test_two_scanners_with_different_scales_look_alike() -> None:
    image = np.random.default_rng(0).normal(100, 20, (8, 8, 8)).astype(np.float32)
    one, other = normalise(image, Normalisation()), normalise(image * 30, Normalisation())
    np.testing.assert_allclose(one, other, atol=1e-3)
    assert abs(float(one.mean())) < 0.05
    assert abs(float(one.std()) - 1) < 0.05


def test_an_outlier_does_not_flatten_everything_else() -> None:
    image = np.random.default_rng(0).normal(100, 20, (16, 16, 16)).astype(np.float32)
    image[0, 0, 0] = 1e6
    assert normalise(image, Normalisation()).std() > 0.9


def test_ct_keeps_its_absolute_scale() -> None:
    how = Normalisation("ct", low=-100, high=300, mean=100, std=50)
    values = normalise(np.array([[[-1000, 100, 150, 5000]]], np.float32), how)
    assert values.ravel().tolist() == [-4.0, 0.0, 1.0, 4.0]


@pytest.mark.parametrize("value", [0.0, 7.0, -3e5])
def test_a_constant_volume_becomes_zeros(value: float) -> None:
    image = np.full((4, 4, 4), value, np.float32)
    assert not normalise(image, Normalisation()).any()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_not_finite_is_refused(value: float) -> None:
    image = np.ones((4, 4, 4), np.float32)
    image[1, 2, 3] = value
    with pytest.raises(InputProblem, match="1 values"):
        normalise(image, Normalisation())
