from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.spec import Triple
from models.transforms.resample_mask import resample_mask

SIZE = st.integers(1, 12)


def test_a_mask_keeps_its_volume_and_its_values() -> None:
    mask = np.zeros((8, 16, 16), np.uint8)
    mask[2:6, 4:12, 4:12] = 7
    finer = resample_mask(mask, (16, 32, 32), (0, 7))
    assert set(np.unique(finer)) == {0, 7}
    assert (finer == 7).sum() / finer.size == pytest.approx((mask == 7).sum() / mask.size, rel=0.05)


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(SIZE, SIZE, SIZE),
    st.tuples(SIZE, SIZE, SIZE),
    st.sampled_from([None, 0, 1, 2]),
    st.integers(0, 2**32 - 1),
)
def test_a_label_is_never_lost_and_none_is_made_up(
    source: Triple, planned: Triple, slices_along: int | None, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    mask = np.where(rng.random(source) < rng.uniform(0, 0.2), 7, 0).astype(np.uint8)
    there = resample_mask(mask, planned, (0, 7), slices_along)
    assert there.shape == planned
    assert set(np.unique(there)) <= set(np.unique(mask))
    assert (7 in there) == (7 in mask)


def test_a_vessel_thinner_than_the_new_voxels_keeps_its_volume_beside_an_organ() -> None:
    mask = np.zeros((24, 24, 96), np.uint8)
    mask[12, 12:14, :] = 1
    mask[2:10, 2:10, 2:10] = 2
    coarse = resample_mask(mask, (8, 8, 32), (0, 1, 2))
    assert set(np.unique(coarse[4, 4])) == {0, 1}
    assert (coarse == 1).sum() == round(2 * 96 / 27)
    assert (coarse == 2).sum() == pytest.approx(512 / 27, abs=9)


def test_two_thin_labels_side_by_side_both_stay() -> None:
    mask = np.zeros((9, 9, 9), np.uint8)
    mask[4, 4, 4], mask[4, 4, 5] = 5, 6
    coarse = resample_mask(mask, (3, 3, 3), (0, 5, 6))
    assert [(coarse == value).sum() for value in (5, 6)] == [1, 1]


def test_one_voxel_survives_a_coarser_grid() -> None:
    mask = np.zeros((9, 9, 9), np.uint8)
    mask[4, 4, 4] = 5
    coarse = resample_mask(mask, (3, 3, 3), (0, 5))
    assert np.argwhere(coarse == 5).tolist() == [[1, 1, 1]]


def test_a_label_within_its_box_comes_out_as_it_would_in_the_whole() -> None:
    """Two balls far apart, one of them at the volume's edge, against a mask of them alone."""
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in (30, 40, 50)), indexing="ij"))
    balls = [
        ((grid - np.reshape(c, (3, 1, 1, 1))) ** 2).sum(0) < 36 for c in ((8, 9, 10), (25, 33, 49))
    ]
    mask = (balls[0] * 3 + balls[1] * 4).astype(np.uint8)
    for shape in ((17, 21, 27), (45, 77, 61), (30, 20, 70)):
        both = resample_mask(mask, shape, (0, 3, 4))
        for value, ball in zip((3, 4), balls, strict=True):
            alone = resample_mask(ball.astype(np.uint8), shape, (0, 1))
            np.testing.assert_array_equal(both == value, alone == 1)
            assert alone.sum() / alone.size == pytest.approx(ball.sum() / ball.size, rel=0.1)
