"""NIfTI in and out: RAS there, LPS here, and voxels that stay where they are.

A NIfTI array may run along its axes in either sense. It is transposed to `(z, y, x)` and, where
that leaves a left-handed grid, z is reversed; nothing is resampled.
"""

from itertools import permutations
from math import prod
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
from numpy.typing import NDArray

from labeling.imaging.geometry import LPS_RAS, Geometry, Vector
from labeling.imaging.inflate import gunzip, peek
from labeling.imaging.masks import Mask
from labeling.imaging.problems import InflateProblem, NiftiProblem

MAX_VOXELS = 1 << 28
HEADER = 540  # bytes of a NIfTI-2 header, the longer one
NIFTI2_START = frozenset({b"\x1c\x02\x00\x00", b"\x00\x00\x02\x1c"})
MAX_HEADER = 16 << 20  # header extensions included
SHEAR = 1e-3  # cosine between axes beyond which a grid is sheared
MATCH = 0.05  # part of a voxel by which two grids may differ and still be one

Image = NDArray[np.float32]


def read_image(path: Path) -> tuple[Image, Geometry]:
    """Float32 `(z, y, x)` with slope and intercept applied, and its grid.

    Raises:
        NiftiProblem: `not_nifti`, `damaged`, `too_large`, `truncated`, `not_3d`, `bad_dtype`,
            `not_finite`, `no_affine`, `bad_affine`, `sheared`.
    """
    volume, geometry = _read(path)
    if not np.isfinite(volume).all():
        raise NiftiProblem("not_finite", "expected finite intensities, got NaN or infinity")
    return np.ascontiguousarray(volume, np.float32), geometry


def read_mask(path: Path, geometry: Geometry) -> Mask:
    """Label values uint8 `(z, y, x)` on the grid of its image.

    A mask whose axes are swapped or reversed against the image's is put in place exactly.

    Raises:
        NiftiProblem: as `read_image`, and `not_labels`, `other_grid`.
    """
    volume, own = _read(path)
    whole = np.isfinite(volume) & (volume == np.round(volume)) & (volume >= 0) & (volume <= 255)
    if not whole.all():
        raise NiftiProblem(
            "not_labels",
            f"expected whole label values of 0 to 255, got e.g. {volume[~whole].flat[0]:g}",
        )
    return np.ascontiguousarray(_onto(volume, own, geometry), np.uint8)


def write(path: Path, array: NDArray[Any], geometry: Geometry) -> None:
    """Write `(z, y, x)` as NIfTI-1, gzipped when the name ends in .gz; sform and qform agree.

    Raises:
        NiftiProblem: `wrong_shape`.
    """
    if array.shape != geometry.shape:
        raise NiftiProblem("wrong_shape", f"expected {geometry.shape}, got {array.shape}")
    image = nib.Nifti1Image(np.ascontiguousarray(array).transpose(2, 1, 0), geometry.affine_ras())
    image.set_sform(geometry.affine_ras(), code="scanner")
    image.set_qform(geometry.affine_ras(), code="scanner")
    image.header.set_xyzt_units("mm")
    nib.save(image, path)


def _read(path: Path) -> tuple[NDArray[Any], Geometry]:
    image = _load(path)
    shape = image.shape
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if len(shape) != 3 or min(shape) < 1:
        raise NiftiProblem("not_3d", f"expected one volume (x, y, z), got {image.shape}")
    if image.get_data_dtype().kind not in "iuf":
        raise NiftiProblem("bad_dtype", f"expected numbers, got {image.get_data_dtype()}")
    try:
        array = np.asanyarray(image.dataobj).reshape(shape).transpose(2, 1, 0)
    except (ValueError, OSError, MemoryError) as error:
        raise NiftiProblem(
            "truncated", f"expected {prod(shape)} voxels, the file holds fewer"
        ) from error
    return _place(array, _affine(image))


def _load(path: Path) -> Any:
    """The image, unpacked no further than its header says it is long."""
    data = path.read_bytes()
    try:
        packed = data[:2] == b"\x1f\x8b"
        kind, size = _expected(peek(data, HEADER) if packed else data[:HEADER])
        raw = gunzip(data, size) if packed else data
    except InflateProblem as problem:
        raise NiftiProblem(problem.code, f"nii.gz: {problem.message}") from problem
    if len(raw) < size:
        raise NiftiProblem(
            "truncated", f"expected {size} bytes by its header, the file ends after {len(raw)}"
        )
    return kind.from_bytes(raw)


def _expected(head: bytes) -> tuple[Any, int]:
    """The image class, and the length of the whole file by its header."""
    kind = nib.Nifti2Image if head[:4] in NIFTI2_START else nib.Nifti1Image
    cause: Exception | None = None
    try:
        header = kind.header_class(head[: kind.header_class.sizeof_hdr], check=False)
        shape, width = header.get_data_shape(), header.get_data_dtype().itemsize
        known = bytes(header["magic"])[:3] in {b"n+1", b"n+2"}
        offset = int(header["vox_offset"])
    except Exception as error:
        known, cause = False, error
    if not known:
        raise NiftiProblem(
            "not_nifti", "expected a NIfTI file (.nii or .nii.gz), got another"
        ) from cause
    if any(side < 0 for side in shape) or prod(shape) > MAX_VOXELS or offset > MAX_HEADER:
        raise NiftiProblem("too_large", f"expected at most {MAX_VOXELS} voxels, got {shape}")
    return kind, max(offset, 0) + prod(shape) * width


def _affine(image: Any) -> NDArray[np.float64]:
    """Sform before qform, as the NIfTI standard prefers."""
    header = image.header
    if int(header["sform_code"]) == 0 and int(header["qform_code"]) == 0:
        raise NiftiProblem(
            "no_affine",
            "expected an affine (sform or qform code above 0), got none: "
            "the place in the patient is unknown",
        )
    affine = np.asarray(image.affine, float)
    if not np.isfinite(affine).all() or abs(np.linalg.det(affine[:3, :3])) < 1e-9:
        raise NiftiProblem("bad_affine", "expected an invertible finite affine, got another")
    return affine


def _place(array: NDArray[Any], affine: NDArray[np.float64]) -> tuple[NDArray[Any], Geometry]:
    """The array with z along `x cross y`, and its grid."""
    steps = (LPS_RAS @ affine[:3, :3]).T  # rows: LPS steps along x, y, z
    origin = LPS_RAS @ affine[:3, 3]
    spacing = np.linalg.norm(steps, axis=1)
    axes = steps / spacing[:, None]
    shear = np.abs(axes @ axes.T - np.eye(3)).max()
    if shear > SHEAR:
        angle = 90 - np.degrees(np.arccos(min(1.0, float(shear))))
        raise NiftiProblem("sheared", f"expected orthogonal axes, they are {angle:.1f} degrees off")
    if np.linalg.det(axes) < 0:
        array = array[::-1]
        origin = origin + (array.shape[0] - 1) * steps[2]
    x, y, z = spacing.tolist()
    sides = (array.shape[0], array.shape[1], array.shape[2])
    geometry = Geometry.from_axes(
        sides, (z, y, x), _vector(origin), _vector(axes[0]), _vector(axes[1])
    )
    return array, geometry


def _onto(volume: NDArray[Any], own: Geometry, wanted: Geometry) -> NDArray[Any]:
    """The volume with axes swapped and reversed so that its grid is the wanted one."""
    turns = np.array(wanted.direction) @ np.array(own.direction).T
    order = max(permutations(range(3)), key=lambda p: sum(abs(turns[i, p[i]]) for i in range(3)))
    signs = [1 if turns[axis, order[axis]] > 0 else -1 for axis in range(3)]
    turned = volume.transpose(order)[tuple(slice(None, None, sign) for sign in signs)]
    corner = np.zeros(3)
    for axis in range(3):
        corner[order[axis]] = 0 if signs[axis] > 0 else volume.shape[order[axis]] - 1
    directions = [_vector(signs[axis] * np.array(own.direction[order[axis]])) for axis in range(3)]
    found = Geometry(
        (turned.shape[0], turned.shape[1], turned.shape[2]),
        _vector([own.spacing[axis] for axis in order]),
        _vector(own.index_to_patient(corner)),
        (directions[0], directions[1], directions[2]),
    )
    if not found.is_close(wanted, MATCH):
        raise NiftiProblem(
            "other_grid",
            f"expected the grid of the image, {wanted.shape} voxels of {_mm(wanted)} mm, "
            f"got {found.shape} of {_mm(found)} mm or another place",
        )
    return turned


def _mm(geometry: Geometry) -> str:
    return " x ".join(f"{side:g}" for side in geometry.spacing)


def _vector(values: Any) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
