"""Exact values of a function that is linear in the patient, on grids of every kind."""

import numpy as np
import pytest

from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import GeometryProblem
from labeling.imaging.regrid import onto
from tests.images import oblique_geometry, straight_geometry

OBLIQUE = oblique_geometry((20, 30, 28), (1.5, 0.8, 0.9))


def linear(grid: Geometry) -> np.ndarray:
    index = np.moveaxis(np.indices(grid.shape), 0, -1)
    return (grid.index_to_patient(index) @ np.array([3.0, -2.0, 5.0])).astype(np.float32)


def inside(grid: Geometry, other: Geometry, margin: float = 0.0) -> np.ndarray:
    """Voxels of `grid` whose centres lie between voxel centres of `other`."""
    index = np.moveaxis(np.indices(grid.shape), 0, -1)
    at = other.patient_to_index(grid.index_to_patient(index))
    top = np.array(other.shape) - 1 - margin
    found: np.ndarray = ((at >= margin) & (at <= top)).all(axis=-1)
    return found


def straight_at(place: np.ndarray, spacing: tuple[float, float, float]) -> Geometry:
    corner = tuple(float(value) for value in place)
    return Geometry.from_axes((9, 9, 9), spacing, corner, (1, 0, 0), (0, 1, 0))


MIDDLE = OBLIQUE.index_to_patient((10, 15, 14))


@pytest.mark.parametrize(
    ("spacing", "margin"),
    [
        ((0.7, 0.6, 0.5), 0.0),  # finer: nothing is smoothed
        ((2.0, 2.4, 1.9), 4.0),  # coarser: smoothed first, which a linear function does not feel
    ],
)
def test_values_stay_at_their_place_in_the_patient(
    spacing: tuple[float, float, float], margin: float
) -> None:
    grid = straight_at(MIDDLE - 4 * np.array(spacing[::-1]), spacing)
    found, where = onto(linear(OBLIQUE), OBLIQUE, grid), inside(grid, OBLIQUE, margin)
    assert where.sum() > 60
    np.testing.assert_allclose(found[where], linear(grid)[where], atol=2e-2)


def test_outside_is_the_lowest_value() -> None:
    grid = straight_at(OBLIQUE.index_to_patient((0, 0, 0)), (1.0, 1.0, 1.0))
    volume = linear(OBLIQUE)
    beyond = ~inside(grid, OBLIQUE, -1.0)
    assert beyond.any()
    assert (onto(volume, OBLIQUE, grid)[beyond] == volume.min()).all()


def test_a_volume_on_the_grid_comes_back_as_it_is() -> None:
    volume = linear(OBLIQUE)
    assert onto(volume, OBLIQUE, OBLIQUE) is volume


def test_what_lies_nowhere_near_is_refused() -> None:
    far = straight_at(MIDDLE + 500, (1.0, 1.0, 1.0))
    with pytest.raises(GeometryProblem, match=r"it covers 0\.0% \(apart\)"):
        onto(linear(OBLIQUE), OBLIQUE, far)


def test_a_coarse_grid_does_not_fold_fine_stripes_over() -> None:
    fine = straight_geometry((8, 8, 64))
    stripes = np.broadcast_to(np.arange(64) % 2, fine.shape).astype(np.float32)
    coarse = Geometry.from_axes((8, 8, 14), (1.0, 1.0, 4.0), (6, 0, 0), (1, 0, 0), (0, 1, 0))
    assert np.abs(onto(stripes, fine, coarse) - 0.5).max() < 0.05
