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


def test_a_value_that_no_scanner_gives_is_refused() -> None:
    image = np.ones((4, 4, 4), np.float32)
    image[0, 0, 0] = 1e35
    with pytest.raises(InputProblem, match="reaches 1e") as caught:
        normalise(image, Normalisation())
    assert caught.value.code == "not_plausible"


@pytest.mark.parametrize("background", [0.0, -1024.0, -5.0, 12.0])
def test_padding_of_any_value_does_not_shift_the_tissue(background: float) -> None:
    """Half of the volume is padding; the tissue must come out as it does alone."""
    tissue = np.random.default_rng(0).normal(300, 30, (8, 16, 16)).astype(np.float32)
    padded = np.full((16, 16, 16), background, np.float32)
    padded[:8] = tissue
    alone = normalise(tissue, Normalisation())
    np.testing.assert_allclose(normalise(padded, Normalisation())[:8], alone, atol=0.02)


def test_an_image_of_two_values_is_not_lost() -> None:
    image = np.zeros((4, 4, 4), np.float32)
    image[:2] = 1
    ready = normalise(image, Normalisation(low=0, high=100))
    assert np.unique(ready).tolist() == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("scale", "offset"),
    [
        # negative all over, 8 bit, huge units, tiny units
        (1.0, -5000.0),
        (0.2, 40.0),
        (1e25, 0.0),
        (1e-3, 0.0),
    ],
)
def test_whatever_the_scanners_units_the_result_is_the_same(scale: float, offset: float) -> None:
    image = np.random.default_rng(0).normal(100, 20, (8, 8, 8)).astype(np.float32)
    np.testing.assert_allclose(
        normalise(image * np.float32(scale) + np.float32(offset), Normalisation()),
        normalise(image, Normalisation()),
        atol=5e-3,
    )


def test_a_large_volume_is_scaled_by_voxels_from_all_of_it() -> None:
    image = np.random.default_rng(0).normal(100, 20, (200, 200, 120)).astype(np.float32)
    image[100:] += 400
    ready = normalise(image, Normalisation())
    assert abs(float(ready.mean())) < 0.01
    assert abs(float(ready.std()) - 1) < 0.01


def test_a_large_volume_is_judged_by_all_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.transforms.normalise.MOST_SAMPLES", 1 << 10)
    image = np.zeros((32, 32, 32), np.float32)
    image[:, :, 1:] = np.random.default_rng(0).normal(100, 20, (32, 32, 31))
    scaled = normalise(
        image, Normalisation()
    )  # a step of 32 would see nothing but the first column
    assert abs(float(scaled[:, :, 1:].mean())) < 0.1
    assert abs(float(scaled[:, :, 1:].std()) - 1) < 0.1
