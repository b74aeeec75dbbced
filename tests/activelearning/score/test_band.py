import numpy as np
import pytest
from scipy import ndimage

from activelearning.score.band import boundary_band


def test_the_band_reaches_two_millimetres_to_both_sides_of_the_border() -> None:
    foreground = np.zeros((1, 1, 20), bool)
    foreground[..., :10] = True
    band = boundary_band(foreground, (1.0, 1.0, 1.0))
    # Centres 8 and 9 lie within 2 mm of centre 10; 10 and 11 within 2 mm of centre 9.
    assert np.flatnonzero(band).tolist() == [8, 9, 10, 11]


def test_the_band_is_measured_in_millimetres_on_an_uneven_grid() -> None:
    foreground = np.zeros((1, 12, 12), bool)
    foreground[0, :6, :] = True
    fine = boundary_band(foreground, (5.0, 0.5, 0.5))
    assert np.flatnonzero(fine[0, :, 0]).tolist() == list(range(2, 10))


def test_a_grid_coarser_than_the_band_keeps_the_voxels_at_the_border() -> None:
    foreground = np.zeros((1, 1, 6), bool)
    foreground[..., :3] = True
    assert np.flatnonzero(boundary_band(foreground, (4.0, 4.0, 4.0))).tolist() == [2, 3]


def test_the_band_of_a_small_thing_in_a_large_volume_is_that_of_the_whole_volume() -> None:
    rng = np.random.default_rng(0)
    foreground = np.zeros((12, 40, 30), bool)
    foreground[4:7, 10:18, 22:30] = rng.random((3, 8, 8)) < 0.7
    spacing = (2.5, 0.8, 0.6)
    inside = ndimage.distance_transform_edt(foreground, sampling=spacing)
    outside = ndimage.distance_transform_edt(~foreground, sampling=spacing)
    np.testing.assert_array_equal(boundary_band(foreground, spacing), inside + outside <= 2.0)


@pytest.mark.parametrize("everywhere", [True, False])
def test_without_a_border_there_is_no_band(everywhere: bool) -> None:
    assert not boundary_band(np.full((3, 3, 3), everywhere), (1, 1, 1)).any()
