"""NIfTI files as training reads them: every case turned the same way, nothing resampled.

Axes are permuted and reversed so that x runs to the patient's left, y to the back and z up, as near
as the file's own axes come to it: as an axial DICOM series does. Else a folder of mixed
orientations would teach a network mirrored anatomy.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.planning.memory import memory_at_hand
from models.training.arrays import too_large

Affine = NDArray[np.float64]

WIDEST = 8
"""Bytes that a voxel takes when a file's scale makes float64 of it."""
MATCH = 0.05
"""Part of a voxel by which the grids of image and mask may differ and still be one."""


def read_channels(
    paths: list[Path], case: str
) -> tuple[NDArray[np.float32], tuple[float, float, float], Affine]:
    """Image float32 (c, z, y, x), spacing mm (z, y, x) and the affine of the turned voxels.

    Args:
        paths: one file per channel, or one of all channels along its fourth axis.
        case: named where something is wrong.

    Raises:
        DatasetProblem: a file cannot be read, or the channels do not lie on one grid.
    """
    files = [_read(path, case) for path in paths]
    first, affine = files[0]
    for path, (array, other) in zip(paths, files, strict=True):
        _same_grid(path, case, (array.shape[-3:], other), (first.shape[-3:], affine))
    sizes = np.linalg.norm(affine[:3, :3], axis=0)
    x, y, z = (float(size) for size in sizes)
    image = np.concatenate([array.astype(np.float32) for array, _ in files])
    return image, (z, y, x), affine


def read_mask(path: Path, case: str, image: NDArray[np.float32], affine: Affine) -> NDArray[Any]:
    """Label values (z, y, x) on the grid of `image` (c, z, y, x).

    Raises:
        DatasetProblem: unreadable, on another grid, or values that are not whole or not in 0..255.
    """
    array, own = _read(path, case)
    _same_grid(path, case, (array.shape[-3:], own), (image.shape[-3:], affine))
    whole = np.isfinite(array) & (array == np.rint(array)) & (array >= 0) & (array <= 255)
    if len(array) != 1 or not whole.all():
        came = f"{len(array)} volumes" if len(array) != 1 else f"e.g. {array[~whole].flat[0]:g}"
        raise DatasetProblem(
            f"Case {case}: {path.name}: expected whole label values of 0 to 255, got {came}.",
            code="not_labels",
            case=case,
        )
    return np.ascontiguousarray(array[0], np.uint8)


def label_values_in(path: Path, case: str) -> set[int]:
    """The values that a mask file holds, 0 to 255."""
    array, _ = _read(path, case)
    return {int(value) for value in np.unique(array) if np.isfinite(value) and 0 <= value <= 255}


def _read(path: Path, case: str) -> tuple[NDArray[Any], Affine]:
    """Array (c, z, y, x) turned to x left, y back, z up, and its affine."""
    try:
        file: Any = nib.load(path)
        if math.prod(file.shape) * WIDEST > memory_at_hand(torch.device("cpu")):
            raise too_large(case)
        array = np.asanyarray(file.dataobj)
        affine = np.asarray(file.affine, np.float64)
    except DatasetProblem:
        raise
    except MemoryError as error:
        raise too_large(case) from error
    except Exception as error:  # nibabel, gzip and zlib each raise their own
        raise DatasetProblem(
            f"Case {case}: {path.name} cannot be read: {error}.", code="unreadable_case", case=case
        ) from error
    array = array.reshape(array.shape + (1,) * (4 - array.ndim))
    turns = abs(np.linalg.det(affine[:3, :3])) > 1e-9 if np.isfinite(affine).all() else False
    if array.ndim != 4 or array.dtype.kind not in "iuf" or not turns:
        raise DatasetProblem(
            f"Case {case}: {path.name} has shape {array.shape} of {array.dtype}, expected numbers "
            "of (x, y, z) or (x, y, z, channel) and an affine that can be inverted.",
            code="unreadable_case",
            case=case,
        )
    wanted = nib.orientations.axcodes2ornt(("L", "P", "S"))
    turn = nib.orientations.ornt_transform(nib.io_orientation(affine), wanted)
    moved = affine @ nib.orientations.inv_ornt_aff(turn, array.shape[:3])
    return nib.orientations.apply_orientation(array, turn).transpose(3, 2, 1, 0), moved


def _same_grid(
    path: Path,
    case: str,
    own: tuple[tuple[int, ...], Affine],
    wanted: tuple[tuple[int, ...], Affine],
) -> None:
    """Equal shapes (z, y, x), and no corner further off than MATCH voxels."""
    same = own[0] == wanted[0]
    if same:
        z, y, x = own[0]
        corners = np.array([[i, j, k, 1] for i in (0, x) for j in (0, y) for k in (0, z)])
        off = np.linalg.norm(corners @ (own[1] - wanted[1]).T, axis=1).max()
        same = off <= MATCH * np.linalg.norm(wanted[1][:3, :3], axis=0).min()
    if not same:
        raise DatasetProblem(
            f"Case {case}: {path.name} has {own[0]} voxels (z, y, x), expected the grid of the "
            f"image, {wanted[0]} in the same place.",
            code="other_grid",
            case=case,
        )
