from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import DatasetProblem
from models.training.dataset import read_case, read_index, write_case, write_index
from models.training.preflight import preflight
from tests.models.volumes import SPACING, two_blobs, write_dataset

Change = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def broken_dataset(
    directory: Path, change: Change, spacing: tuple[float, ...] = SPACING
) -> DatasetProblem:
    """A dataset whose third case is changed; the problem that preflight finds."""
    entries = list(write_dataset(directory))
    image, mask = change(*two_blobs(9))
    entries[2] = write_case(directory, "case-2", image, mask, spacing)
    write_index(directory, label_values=(0, 1, 2), cases=entries)
    with pytest.raises(DatasetProblem) as caught:
        preflight(directory)
    return caught.value


def test_a_case_comes_back_exactly(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    entry = write_case(tmp_path, "a", image, mask, (3.0, 0.5, 0.25), split="validation")
    write_index(tmp_path, label_values=(0, 1, 2), cases=[entry], modality="MR")
    index = read_index(tmp_path)
    case = read_case(index, index.cases[0])
    np.testing.assert_array_equal(case.image, image[None])
    np.testing.assert_array_equal(case.mask, mask)
    assert case.spacing == (3.0, 0.5, 0.25)
    assert (index.modality, index.cases[0].split) == ("MR", "validation")


def test_a_good_dataset_passes(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    checked = preflight(tmp_path)
    assert checked.fingerprint.cases == 4
    assert checked.fingerprint.shape == (14, 20, 16)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda i, m: (np.where(i > 300, np.nan, i), m), "not_finite"),
        (lambda i, m: (np.full_like(i, 3), m), "constant_image"),
        (lambda i, m: (i, m[1:]), "shape_mismatch"),
        (lambda i, m: (i, m * 5), "unknown_label"),
        (lambda i, m: (i[0], m[0]), "bad_shape"),
    ],
)
def test_a_bad_case_is_named(tmp_path: Path, change: Change, code: str) -> None:
    problem = broken_dataset(tmp_path, change)
    assert (problem.code, problem.case) == (code, "case-2")
    assert "case-2" in problem.message


def test_a_spacing_of_zero_is_named(tmp_path: Path) -> None:
    problem = broken_dataset(tmp_path, lambda i, m: (i, m), (0.0, 1.0, 1.0))
    assert (problem.code, problem.case) == ("bad_spacing", "case-2")


def test_a_file_cut_short_is_named(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    path = tmp_path / "cases/case-1.npz"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DatasetProblem) as caught:
        preflight(tmp_path)
    assert (caught.value.code, caught.value.case) == ("unreadable_case", "case-1")


def test_one_empty_mask_is_a_fair_negative_but_only_empty_masks_are_not(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    empty = write_case(tmp_path, "empty", image, np.zeros_like(mask), SPACING)
    full = write_case(tmp_path, "full", image, mask, SPACING)
    write_index(tmp_path, label_values=(0, 1, 2), cases=[empty, full])
    assert preflight(tmp_path).fingerprint.cases == 2
    write_index(tmp_path, label_values=(0, 1, 2), cases=[empty])
    with pytest.raises(DatasetProblem, match="labelled voxel"):
        preflight(tmp_path)


def test_a_label_that_no_case_has_is_named(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path)
    write_index(tmp_path, label_values=(0, 1, 2, 3), cases=entries)
    with pytest.raises(DatasetProblem, match=r"label \[3\]"):
        preflight(tmp_path)


def test_validation_cases_alone_cannot_train(tmp_path: Path) -> None:
    write_dataset(tmp_path, train=0, validation=2)
    with pytest.raises(DatasetProblem) as caught:
        preflight(tmp_path)
    assert caught.value.code == "no_training_case"


def test_a_case_outside_the_folder_is_refused(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path / "data")
    outside = type(entries[0])("x", "train", "../elsewhere.npz")
    write_index(tmp_path / "data", label_values=(0, 1, 2), cases=[*entries, outside])
    with pytest.raises(DatasetProblem, match="outside"):
        read_index(tmp_path / "data")


def test_an_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetProblem, match="file name"):
        write_case(tmp_path, "../x", *two_blobs(0), SPACING)


def test_a_folder_without_an_index_is_not_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(DatasetProblem, match=r"dataset\.json"):
        preflight(tmp_path)


def test_another_number_of_channels_is_named_with_the_case_that_it_differs_from(
    tmp_path: Path,
) -> None:
    image, mask = two_blobs(0)
    two = write_case(tmp_path, "two", np.stack([image, image]), mask, SPACING)
    one = write_case(tmp_path, "one", image, mask, SPACING)
    write_index(tmp_path, label_values=(0, 1, 2), cases=[two, one])
    with pytest.raises(DatasetProblem, match="1 channels, expected 2 as in case two") as caught:
        preflight(tmp_path)
    assert (caught.value.code, caught.value.case) == ("mixed_channels", "one")


def test_overlapping_labels_and_unlabelled_voxels_pass_where_they_are_announced(
    tmp_path: Path,
) -> None:
    image, mask = two_blobs(0)
    both = np.stack([mask > 0, mask == 2]).astype(np.uint8)
    both[1, 0] = 255
    entry = write_case(tmp_path, "a", image, both, SPACING, patient="P1")
    write_index(tmp_path, label_values=(0, 1, 2), cases=[entry], head="sigmoid", ignore_value=255)
    index = preflight(tmp_path).index
    assert (index.head, index.ignore_value, index.cases[0].patient) == ("sigmoid", 255, "P1")
    write_index(tmp_path, label_values=(0, 1, 2), cases=[entry], head="sigmoid")
    with pytest.raises(DatasetProblem, match="255"):
        preflight(tmp_path)
