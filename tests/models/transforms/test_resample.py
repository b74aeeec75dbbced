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
    resample_mask,
)

SIZE = st.integers(1, 12)


def test_the_box_in_space_stays_the_same() -> None:
    assert planned_shape((10, 20, 30), (3.0, 1.0, 1.0), (1.0, 1.0, 2.0)) == (30, 20, 15)


def test_a_thin_volume_never_vanishes() -> None:
    assert planned_shape((1, 5, 5), (0.1, 1, 1), (5, 1, 1)) == (1, 5, 5)


@settings(deadline=None, max_examples=30)
@given(st.tuples(SIZE, SIZE, SIZE), st.tuples(SIZE, SIZE, SIZE))
def test_there_and_back_ends_on_the_same_shape(source: Triple, planned: Triple) -> None:
    image = np.ones(source, np.float32)
    there = resample_image(image, planned)
    back = resample_channels(torch.from_numpy(there)[None], source)
    assert there.shape == planned
    np.testing.assert_allclose(back[0].numpy(), image, atol=1e-5)


def test_a_ramp_stays_in_place() -> None:
    """A shift by half a voxel, the usual mistake, would show here."""
    ramp = np.broadcast_to(np.arange(16, dtype=np.float32), (4, 4, 16)).copy()
    half = resample_image(ramp, (4, 4, 8))
    # centres of pairs; the ends are smoothed against the border
    np.testing.assert_allclose(half[0, 0, 2:-2], np.arange(0.5, 16, 2)[2:-2], atol=1e-3)


def test_a_mask_keeps_its_volume_and_its_values() -> None:
    mask = np.zeros((8, 16, 16), np.uint8)
    mask[2:6, 4:12, 4:12] = 7
    finer = resample_mask(mask, (16, 32, 32), (0, 7))
    assert set(np.unique(finer)) == {0, 7}
    assert (finer == 7).sum() / finer.size == pytest.approx((mask == 7).sum() / mask.size, rel=0.05)


def test_probabilities_still_sum_to_one() -> None:
    p = torch.softmax(torch.randn(3, 5, 6, 7), dim=0)
    moved = resample_channels(p, (9, 4, 7))
    torch.testing.assert_close(moved.sum(dim=0), torch.ones(9, 4, 7))
