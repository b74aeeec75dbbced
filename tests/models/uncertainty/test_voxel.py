from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputProblem
from models.uncertainty.voxel import entropy, least_confidence, margin


def voxel(*p: float) -> np.ndarray:
    return np.array(p, np.float32).reshape(-1, 1, 1, 1)


@pytest.mark.parametrize("measure", [entropy, margin, least_confidence])
def test_certain_is_zero_and_undecided_is_one(measure: object) -> None:
    assert measure(voxel(1, 0, 0)).item() == pytest.approx(0, abs=1e-6)  # type: ignore[operator]
    assert measure(voxel(1 / 3, 1 / 3, 1 / 3)).item() == pytest.approx(1, abs=1e-6)  # type: ignore[operator]


def test_the_values_are_those_of_the_definitions() -> None:
    p = voxel(0.5, 0.3, 0.2)
    by_hand = -(0.5 * np.log(0.5) + 0.3 * np.log(0.3) + 0.2 * np.log(0.2)) / np.log(3)
    assert entropy(p).item() == pytest.approx(by_hand, abs=1e-6)
    assert margin(p).item() == pytest.approx(1 - (0.5 - 0.3), abs=1e-6)
    assert least_confidence(p).item() == pytest.approx((1 - 0.5) * 3 / 2, abs=1e-6)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6))
def test_every_measure_stays_between_zero_and_one(weights: list[float]) -> None:
    p = voxel(*(w / sum(weights) for w in weights))
    for measure in (entropy, margin, least_confidence):
        value = measure(p)
        assert value.dtype == np.float32
        assert 0 <= value.item() <= 1


def test_a_volume_without_a_class_axis_is_refused() -> None:
    with pytest.raises(InputProblem, match="C, z, y, x"):
        entropy(np.zeros((4, 4, 4), np.float32))
