import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import GeometryProblem
from tests.images import oblique_geometry, straight_geometry

angles = st.floats(-3.1, 3.1)
lengths = st.floats(0.05, 50)
places = st.floats(-2000, 2000)


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    a, b, c = (draw(angles) for _ in range(3))
    x = np.array([np.cos(a) * np.cos(b), np.sin(a) * np.cos(b), np.sin(b)])
    other = np.cross(x, [np.cos(c), np.sin(c), 0.3])
    y = other / np.linalg.norm(other)
    spacing = (draw(lengths), draw(lengths), draw(lengths))
    origin = (draw(places), draw(places), draw(places))
    return Geometry.from_axes((4, 5, 6), spacing, origin, tuple(x), tuple(y))


@given(geometries(), st.tuples(places, places, places))
def test_index_and_patient_are_inverse_for_any_rotation(
    geometry: Geometry, index: tuple[float, float, float]
) -> None:
    there = geometry.index_to_patient(index)
    assert np.allclose(geometry.patient_to_index(there), index, atol=1e-6)


@given(geometries())
def test_json_keeps_every_digit(geometry: Geometry) -> None:
    assert Geometry.from_json(json.loads(json.dumps(geometry.to_json()))) == geometry


@given(geometries())
def test_the_nifti_affine_puts_voxels_at_the_same_place_in_ras(geometry: Geometry) -> None:
    x, y, z = geometry.index_to_patient((3, 2, 1))
    ras = geometry.affine_ras() @ [1, 2, 3, 1]
    assert np.allclose(ras[:3], [-x, -y, z], atol=1e-9)


def test_index_axes_follow_dicom_row_and_column_directions() -> None:
    # PS3.3 C.7.6.2.1.1: P = S + column step * i + row step * j, for an axial slice
    geometry = Geometry.from_axes((9, 9, 9), (5, 2, 3), (10, 20, 30), (1, 0, 0), (0, 1, 0))
    assert geometry.index_to_patient((1, 0, 0)).tolist() == [10, 20, 35]
    assert geometry.index_to_patient((0, 1, 0)).tolist() == [10, 22, 30]
    assert geometry.index_to_patient((0, 0, 1)).tolist() == [13, 20, 30]


def test_many_points_are_mapped_at_once() -> None:
    points = oblique_geometry().index_to_patient(np.zeros((4, 5, 3)))
    assert points.shape == (4, 5, 3)
    assert np.array_equal(points[3, 4], (-31.5, 12.25, 80.125))


def test_rounded_directions_are_made_orthonormal() -> None:
    geometry = Geometry.from_axes(
        (1, 1, 1), (1, 1, 1), (0, 0, 0), (0.7071, 0.7071, 0), (-0.7071, 0.7071, 0.0001)
    )
    axes = np.array(geometry.direction)
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-15)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"shape": [0, 1, 1]}, "bad_shape"),
        ({"shape": [1, 1]}, "bad_shape"),
        ({"spacing": [1, -1, 1]}, "bad_spacing"),
        ({"spacing": [1, float("nan"), 1]}, "bad_spacing"),
        ({"origin": [0, float("inf"), 0]}, "not_finite"),
        ({"direction": [[0, 0, 1], [0, 1, 0], [0.5, 0.5, 0]]}, "not_rigid"),
        ({"direction": [[0, 0, -1], [0, 1, 0], [1, 0, 0]]}, "left_handed"),
        ({"origin": [0, 0]}, "bad_json"),
        ({"direction": None}, "bad_json"),
        ({"origin": ["x", 0, 0]}, "bad_json"),
    ],
)
def test_what_is_no_rigid_grid_is_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(GeometryProblem) as caught:
        Geometry.from_json({**straight_geometry().to_json(), **change})
    assert caught.value.code == code


def test_sheared_axes_are_refused() -> None:
    with pytest.raises(GeometryProblem, match="orthogonal"):
        Geometry.from_axes((1, 1, 1), (1, 1, 1), (0, 0, 0), (1, 0, 0), (0.1, 0.99, 0))


def test_grids_are_compared_by_where_their_voxels_lie() -> None:
    geometry = oblique_geometry()
    near = Geometry(geometry.shape, geometry.spacing, (-31.499, 12.25, 80.125), geometry.direction)
    assert geometry.is_close(near)
    assert not geometry.is_close(near, voxels=0.0001)
    assert not geometry.is_close(oblique_geometry((6, 5, 8)))
