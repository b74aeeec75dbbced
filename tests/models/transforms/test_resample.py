from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.spec import Triple
from models.transforms.resample import (
    planned_shape,
    resample_channels,
    resample_image,
    slice_axis,
)

SIZE = st.integers(1, 12)


def test_the_box_in_space_stays_the_same() -> None:
    assert planned_shape((10, 20, 30), (3.0, 1.0, 1.0), (1.0, 1.0, 2.0)) == (30, 20, 15)


def test_a_thin_volume_never_vanishes() -> None:
    assert planned_shape((1, 5, 5), (0.1, 1, 1), (5, 1, 1)) == (1, 5, 5)


@settings(deadline=None, max_examples=30)
@given(
    st.tuples(SIZE, SIZE, SIZE),
    st.tuples(SIZE, SIZE, SIZE),
    st.sampled_from([None, 0, 1, 2]),
)
def test_there_and_back_ends_on_the_same_shape(
    source: Triple, planned: Triple, slices_along: int | None
) -> None:
    image = np.ones(source, np.float32)
    there = resample_image(image, planned, slices_along)
    back = resample_channels(torch.from_numpy(there)[None], source)
    assert there.shape == planned
    np.testing.assert_allclose(back[0].numpy(), image, atol=1e-5)


def test_a_ramp_stays_in_place() -> None:
    """A shift by half a voxel, the usual mistake, would show here."""
    ramp = np.broadcast_to(np.arange(16, dtype=np.float32), (4, 4, 16)).copy()
    half = resample_image(ramp, (4, 4, 8))
    # centres of pairs; the ends are smoothed against the border
    np.testing.assert_allclose(half[0, 0, 2:-2], np.arange(0.5, 16, 2)[2:-2], atol=1e-3)


def test_probabilities_still_sum_to_one() -> None:
    p = torch.softmax(torch.randn(3, 5, 6, 7), dim=0)
    moved = resample_channels(p, (9, 4, 7))
    torch.testing.assert_close(moved.sum(dim=0), torch.ones(9, 4, 7))


@pytest.mark.parametrize(
    ("spacing", "target", "axis"),
    [
        # thick slices there, thick slices here, sagittal ones, isotropic, two coarse axes, a film
        ((5.0, 1.0, 1.0), (1.0, 1.0, 1.0), 0),
        ((1.0, 1.0, 1.0), (3.6, 0.6, 0.6), 0),
        ((0.5, 0.5, 3.0), (0.5, 0.5, 3.0), 2),
        ((1.2, 1.0, 1.0), (1.0, 1.0, 1.0), None),
        ((0.3, 1.5, 1.5), (0.3, 1.5, 1.5), None),
        ((1.0, 0.14, 0.14), (1.0, 0.2, 0.2), 0),
    ],
)
def test_slices_that_lie_far_apart_are_found(
    spacing: tuple[float, ...], target: tuple[float, ...], axis: int | None
) -> None:
    assert slice_axis(spacing, target) == axis


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_no_slice_is_made_up_between_two_that_lie_far_apart(axis: int) -> None:
    shape = [6, 6, 6]
    shape[axis] = 2
    image = np.zeros(shape, np.float32)
    np.moveaxis(image, axis, 0)[1] = 10
    finer = [12, 12, 12]
    finer[axis] = 6
    moved = np.moveaxis(resample_image(image, (finer[0], finer[1], finer[2]), axis), axis, 0)
    np.testing.assert_allclose(moved[:3], 0, atol=1e-5)
    np.testing.assert_allclose(moved[3:], 10, atol=1e-4)


def test_an_edge_within_a_slice_is_sharper_by_cubic_than_by_linear() -> None:
    """Both shown against the smooth pattern that the samples were taken of."""
    fine = (np.arange(64) + 0.5) / 64
    pattern = np.sin(2 * np.pi * 4 * fine).astype(np.float32)
    coarse = np.sin(2 * np.pi * 4 * (np.arange(32) + 0.5) / 32).astype(np.float32)
    image = np.broadcast_to(coarse, (2, 32, 32)).copy()
    inner = slice(6, -6)
    errors = [
        np.abs(resample_image(image, (2, 32, 64), how)[0, 0, inner] - pattern[inner]).max()
        for how in (0, None)
    ]
    assert errors[0] < 0.5 * errors[1]
