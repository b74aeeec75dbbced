"""Where a voxel lies in the patient: LPS, mm.

NIfTI is RAS, so only `affine_ras` and `from_affine_ras` change sign of x and y; everything else
in Gyre speaks LPS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labeling.imaging.problems import GeometryProblem

Vector = tuple[float, float, float]
Points = NDArray[np.float64]

ORTHONORMAL = 1e-4  # what DS with few digits and float32 affines leave of a rotation
LPS_RAS = np.diag([-1.0, -1.0, 1.0])


@dataclass(frozen=True)
class Geometry:
    """A rigid right-handed grid.

    Attributes:
        shape: voxels along `(z, y, x)`.
        spacing: mm between voxel centres along `(z, y, x)`.
        origin: centre of voxel (0, 0, 0), LPS mm.
        direction: unit vectors in LPS along the z, y and x index axes; `z = x cross y`, so that
            y runs along DICOM's column direction and x along its row direction.
    """

    shape: tuple[int, int, int]
    spacing: Vector
    origin: Vector
    direction: tuple[Vector, Vector, Vector]

    def __post_init__(self) -> None:
        """Refuse what is no grid.

        Raises:
            GeometryProblem: `bad_shape`, `bad_spacing`, `not_finite`, `not_rigid`, `left_handed`.
        """
        if len(self.shape) != 3 or any(side < 1 for side in self.shape):
            raise GeometryProblem("bad_shape", f"expected 3 sides of at least 1, got {self.shape}")
        if len(self.spacing) != 3 or not all(np.isfinite(s) and s > 0 for s in self.spacing):
            raise GeometryProblem("bad_spacing", f"expected 3 spacings > 0, got {self.spacing}")
        if len(self.origin) != 3 or not np.isfinite(self.origin).all():
            raise GeometryProblem("not_finite", f"expected a finite origin, got {self.origin}")
        axes = np.array(self.direction, float)
        if axes.shape != (3, 3) or not np.allclose(axes @ axes.T, np.eye(3), atol=ORTHONORMAL):
            raise GeometryProblem("not_rigid", f"expected 3 orthogonal unit vectors, got {axes}")
        if np.dot(axes[0], np.cross(axes[2], axes[1])) < 0:
            raise GeometryProblem("left_handed", "expected z = x cross y, got its opposite")

    @property
    def matrix(self) -> NDArray[np.float64]:
        """3 x 3: an index step `(z, y, x)` as a column gives LPS mm."""
        return cast("Points", (np.array(self.direction) * np.array(self.spacing)[:, None]).T)

    def index_to_patient(self, index_zyx: ArrayLike) -> Points:
        """LPS mm of indices `(..., 3)` in order z, y, x; fractions are allowed."""
        points: Points = np.asarray(index_zyx, float) @ self.matrix.T + np.array(self.origin)
        return points

    def patient_to_index(self, point_lps: ArrayLike) -> Points:
        """Fractional indices `(..., 3)` in order z, y, x of LPS points in mm."""
        offsets = np.asarray(point_lps, float) - np.array(self.origin)
        indices: Points = offsets @ np.linalg.inv(self.matrix).T
        return indices

    def affine_ras(self) -> NDArray[np.float64]:
        """4 x 4 of NIfTI for the array transposed to `(x, y, z)`."""
        affine = np.eye(4)
        affine[:3, :3] = LPS_RAS @ self.matrix[:, ::-1]
        affine[:3, 3] = LPS_RAS @ np.array(self.origin)
        return affine

    def is_close(self, other: "Geometry", voxels: float = 0.01) -> bool:
        """Whether every voxel of both grids lies at the same place, within a part of a voxel."""
        if self.shape != other.shape:
            return False
        corners = np.array(np.meshgrid(*[(0, n - 1) for n in self.shape])).reshape(3, -1).T
        apart = self.patient_to_index(other.index_to_patient(corners)) - corners
        return bool(np.abs(apart).max() <= voxels)

    def to_json(self) -> dict[str, Any]:
        return {
            "shape": list(self.shape),
            "spacing": list(self.spacing),
            "origin": list(self.origin),
            "direction": [list(axis) for axis in self.direction],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Geometry":
        """The geometry that `to_json` wrote.

        Raises:
            GeometryProblem: `bad_json`, or what makes it no grid.
        """
        try:
            z, y, x = value["direction"]
            sides = [int(side) for side in value["shape"]]
            return cls(
                cast("tuple[int, int, int]", tuple(sides)),
                _vector(value["spacing"]),
                _vector(value["origin"]),
                (_vector(z), _vector(y), _vector(x)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise GeometryProblem(
                "bad_json", "expected shape, spacing, origin and direction, each of 3"
            ) from error

    @classmethod
    def from_axes(
        cls,
        shape: tuple[int, int, int],
        spacing: Vector,
        origin: Vector,
        row: Vector,
        column: Vector,
    ) -> "Geometry":
        """The grid of slices with DICOM's row and column direction; z is their cross product.

        Directions that are orthonormal but for rounding are made so exactly.

        Raises:
            GeometryProblem: `not_rigid` when they are further from it.
        """
        x, y = np.array(row, float), np.array(column, float)
        gram = np.array([[x @ x, x @ y], [x @ y, y @ y]])
        if not np.allclose(gram, np.eye(2), atol=1e-3):
            raise GeometryProblem(
                "not_rigid", f"expected orthogonal unit directions, got {row} and {column}"
            )
        x = x / np.linalg.norm(x)
        y = y - (x @ y) * x
        y = y / np.linalg.norm(y)
        return cls(shape, spacing, origin, (_vector(np.cross(x, y)), _vector(y), _vector(x)))


def _vector(values: ArrayLike) -> Vector:
    x, y, z = (np.asarray(values, float) + 0.0).tolist()  # no negative zeros
    return float(x), float(y), float(z)
