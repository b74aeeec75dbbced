import gzip
from collections.abc import Callable
from itertools import permutations, product
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from labeling.imaging.nifti import read_image, read_mask, write
from labeling.imaging.problems import NiftiProblem
from tests.images import oblique_geometry, some_volume, straight_geometry

TURN = np.array(oblique_geometry().affine_ras()[:3, :3]) / [0.9, 0.7, 2.5]


def saved(folder: Path, array: np.ndarray, affine: np.ndarray, name: str = "a.nii.gz") -> Path:
    """`array` is in NIfTI's own `(x, y, z)`."""
    nib.save(nib.Nifti1Image(array, affine), folder / name)
    return folder / name


def affine_of(matrix: np.ndarray, origin: tuple[float, float, float] = (5, -6, 7)) -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = matrix
    affine[:3, 3] = origin
    return affine


@pytest.mark.parametrize("signs", list(product((1, -1), repeat=3)))
@pytest.mark.parametrize("turn", [np.eye(3), TURN])
def test_every_voxel_stays_at_its_place_for_any_sense_of_the_axes(
    tmp_path: Path, signs: tuple[int, int, int], turn: np.ndarray
) -> None:
    array = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)
    affine = affine_of(turn * (np.array(signs) * [0.9, 0.7, 2.5]))
    volume, geometry = read_image(saved(tmp_path, array, affine))
    assert volume.dtype == np.float32
    assert volume.flags.c_contiguous
    for z, y, x in np.ndindex(volume.shape):
        value = int(volume[z, y, x])
        index = np.unravel_index(value, array.shape)
        right, front, up = (affine @ [*index, 1])[:3]
        expected = (-right, -front, up)
        assert np.allclose(geometry.index_to_patient((z, y, x)), expected, atol=1e-5)


def test_what_is_written_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    volume = some_volume().astype(np.float32) / 7
    write(tmp_path / "a.nii.gz", volume, oblique_geometry())
    read, geometry = read_image(tmp_path / "a.nii.gz")
    assert np.array_equal(read, volume)
    assert geometry.is_close(oblique_geometry(), voxels=1e-5)


def test_nibabel_finds_the_written_voxels_in_place(tmp_path: Path) -> None:
    write(tmp_path / "a.nii", some_volume(), oblique_geometry())
    image = nib.load(tmp_path / "a.nii")
    assert np.array_equal(np.asarray(image.dataobj).transpose(2, 1, 0), some_volume())
    assert np.allclose(image.get_sform(), oblique_geometry().affine_ras(), atol=1e-5)
    assert np.allclose(image.get_qform(), oblique_geometry().affine_ras(), atol=1e-4)


def test_slope_and_intercept_are_applied(tmp_path: Path) -> None:
    image = nib.Nifti1Image(np.full((2, 2, 2), 10, np.int16), np.eye(4))
    image.header.set_slope_inter(0.5, 3)
    nib.save(image, tmp_path / "a.nii")
    assert read_image(tmp_path / "a.nii")[0].max() == pytest.approx(8)  # saved as is: 10 * .5 + 3


def test_nifti_2_and_a_fourth_axis_of_one_are_read(tmp_path: Path) -> None:
    array = some_volume().transpose(2, 1, 0)[..., None]
    nib.save(nib.Nifti2Image(array, np.diag([-1.0, -1.0, 1.0, 1.0])), tmp_path / "a.nii.gz")
    volume, geometry = read_image(tmp_path / "a.nii.gz")
    assert np.array_equal(volume, some_volume())
    assert geometry.is_close(straight_geometry())


def without_affine(folder: Path) -> Path:
    image = nib.Nifti1Image(np.zeros((2, 2, 2), np.uint8), None)
    nib.save(image, folder / "a.nii")
    return folder / "a.nii"


def sheared(folder: Path) -> Path:
    matrix = np.array([[1, 0.2, 0], [0, 1, 0], [0, 0, 1]])
    return saved(folder, np.zeros((2, 2, 2), np.uint8), affine_of(matrix))


def singular(folder: Path) -> Path:
    image = nib.Nifti1Image(np.zeros((2, 2, 2), np.uint8), np.eye(4))
    image.header["srow_x"] = 0
    path = folder / "a.nii"
    nib.save(image, path)
    data = bytearray(path.read_bytes())
    data[280:296] = bytes(16)  # srow_x
    data[252:256] = b"\0\0\2\0"  # no qform, sform 2
    path.write_bytes(data)
    return path


def four_dimensional(folder: Path) -> Path:
    return saved(folder, np.zeros((2, 2, 2, 3), np.uint8), np.eye(4))


def colour(folder: Path) -> Path:
    rgb = np.zeros((2, 2, 2), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    return saved(folder, rgb, np.eye(4))


def nan(folder: Path) -> Path:
    return saved(folder, np.full((2, 2, 2), np.nan, np.float32), np.eye(4))


def text(folder: Path) -> Path:
    (folder / "a").write_bytes(b"not an image")
    return folder / "a"


def zipped_text(folder: Path) -> Path:
    (folder / "a").write_bytes(gzip.compress(b"not an image"))
    return folder / "a"


def cut(folder: Path) -> Path:
    path = saved(folder, some_volume(), np.eye(4), "a.nii")
    path.write_bytes(path.read_bytes()[:-1])
    return path


def cut_gzip(folder: Path) -> Path:
    path = saved(folder, some_volume(), np.eye(4))
    path.write_bytes(path.read_bytes()[:-30])
    return path


def bomb(folder: Path) -> Path:
    path = saved(folder, np.zeros((2, 2, 2), np.uint8), np.eye(4), "a.nii")
    path.write_bytes(gzip.compress(path.read_bytes() + bytes(1 << 26)))
    return path


def vast(folder: Path) -> Path:
    path = saved(folder, np.zeros((2, 2, 2), np.uint8), np.eye(4), "a.nii")
    data = bytearray(path.read_bytes())
    data[42:48] = b"\xff\x7f" * 3  # 32767 voxels each way
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (without_affine, "no_affine"),
        (sheared, "sheared"),
        (singular, "bad_affine"),
        (four_dimensional, "not_3d"),
        (colour, "bad_dtype"),
        (nan, "not_finite"),
        (text, "not_nifti"),
        (zipped_text, "not_nifti"),
        (cut, "truncated"),
        (cut_gzip, "truncated"),
        (bomb, "too_large"),
        (vast, "too_large"),
    ],
)
def test_a_file_that_cannot_be_placed_is_named(
    tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    with pytest.raises(NiftiProblem) as caught:
        read_image(make(tmp_path))
    assert caught.value.code == code


def test_float_labels_that_are_whole_are_a_mask(tmp_path: Path) -> None:
    mask = (some_volume() % 3).astype(np.uint8)
    write(tmp_path / "a.nii.gz", mask.astype(np.float32), oblique_geometry())
    read = read_mask(tmp_path / "a.nii.gz", oblique_geometry())
    assert read.dtype == np.uint8
    assert np.array_equal(read, mask)


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("signs", [(1, 1, 1), (-1, 1, 1), (1, -1, 1), (-1, -1, -1)])
def test_a_mask_stored_along_other_axes_is_put_in_place_exactly(
    tmp_path: Path, order: tuple[int, ...], signs: tuple[int, ...]
) -> None:
    geometry = oblique_geometry()
    mask = (some_volume() % 3).astype(np.uint8)
    array, affine = mask.transpose(2, 1, 0), geometry.affine_ras()
    orientation = np.column_stack([order, signs])
    turned = nib.Nifti1Image(array, affine).as_reoriented(orientation)
    nib.save(turned, tmp_path / "a.nii.gz")
    assert np.array_equal(read_mask(tmp_path / "a.nii.gz", geometry), mask)


@pytest.mark.parametrize("value", [0.5, 256, -1, np.nan])
def test_values_that_are_no_labels_are_named(tmp_path: Path, value: float) -> None:
    mask = np.zeros((6, 5, 7), np.float32)
    mask[1, 2, 3] = value
    write(tmp_path / "a.nii", mask, oblique_geometry())
    with pytest.raises(NiftiProblem) as caught:
        read_mask(tmp_path / "a.nii", oblique_geometry())
    assert caught.value.code == "not_labels"


def test_a_mask_of_another_grid_is_refused_with_both_grids(tmp_path: Path) -> None:
    write(tmp_path / "a.nii", np.zeros((6, 5, 7), np.uint8), straight_geometry())
    with pytest.raises(NiftiProblem, match=r"2.5 x 0.7 x 0.9 mm.*1 x 1 x 1 mm") as caught:
        read_mask(tmp_path / "a.nii", oblique_geometry())
    assert caught.value.code == "other_grid"
