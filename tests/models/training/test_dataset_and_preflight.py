from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import DatasetProblem
from models.training.dataset import read_case, read_index, write_case, write_index
from models.training.preflight import MOST_TOLD, inspect, preflight
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
        (lambda i, m: (i[:1, :1, :1], m[:1, :1, :1]), "constant_image"),  # one voxel in all
        (lambda i, m: (np.where(i > 300, np.inf, i), m), "not_finite"),
        (lambda i, m: (np.where(i > 300, 1e35, i), m), "not_plausible"),
        (lambda i, m: (np.stack([i, i]), m), "mixed_channels"),
    ],
)
def test_a_bad_case_is_named(tmp_path: Path, change: Change, code: str) -> None:
    problem = broken_dataset(tmp_path, change)
    assert (problem.code, problem.case) == (code, "case-2")
    assert "case-2" in problem.message


@pytest.mark.parametrize(
    "spacing",
    [
        # none, mirrored, unknown, metres taken for millimetres, and the other way round
        (0.0, 1.0, 1.0),
        (1.0, -1.0, 1.0),
        (1.0, 1.0, np.nan),
        (3000.0, 700.0, 700.0),
        (0.003, 0.0007, 0.0007),
        (1.0, 1.0),
    ],
)
def test_a_wrong_spacing_is_named(tmp_path: Path, spacing: tuple[float, ...]) -> None:
    problem = broken_dataset(tmp_path, lambda i, m: (i, m), spacing)
    assert (problem.code, problem.case) == ("bad_spacing", "case-2")


def test_a_scan_of_four_metres_is_in_another_unit(tmp_path: Path) -> None:
    problem = broken_dataset(
        tmp_path, lambda i, m: (i.repeat(5, axis=1), m.repeat(5, axis=1)), (40.0, 40.0, 40.0)
    )
    assert (problem.code, problem.case) == ("bad_spacing", "case-2")
    assert "reach 4000 mm, expected up to 3000" in problem.message


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


def test_a_label_that_no_case_has_is_a_warning_that_names_it(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path)
    write_index(tmp_path, label_values=(0, 1, 2, 3), cases=entries)
    (warning,) = preflight(tmp_path).warnings
    assert warning.code == "missing_label"
    assert "label 3" in warning.message


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


def codes(directory: Path) -> list[str]:
    return [warning.code for warning in preflight(directory).warnings]


def test_all_errors_are_listed_and_the_first_is_raised_with_the_others_behind_it(
    tmp_path: Path,
) -> None:
    entries = list(write_dataset(tmp_path))
    image, mask = two_blobs(9)
    entries[1] = write_case(tmp_path, "case-1", np.full_like(image, 3), mask, SPACING)
    entries[3] = write_case(tmp_path, "case-3", image, mask * 9, SPACING)
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries)
    found = [(error.code, error.case) for error in inspect(tmp_path).errors]
    assert found == [("constant_image", "case-1"), ("unknown_label", "case-3")]
    with pytest.raises(DatasetProblem, match=r"case-1.*1 more.*case-3") as caught:
        preflight(tmp_path)
    assert (caught.value.code, caught.value.case) == ("constant_image", "case-1")


def test_three_cases_in_all_are_trained_on_with_a_warning(tmp_path: Path) -> None:
    write_dataset(tmp_path, train=2, validation=1)
    assert codes(tmp_path) == ["few_cases"]
    write_dataset(tmp_path, train=3, validation=0)
    assert codes(tmp_path) == ["few_cases", "no_validation"]


def test_a_patient_in_both_splits_is_refused(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    entries = [
        write_case(tmp_path, "a", image, mask, SPACING, patient="P7"),
        write_case(tmp_path, "b", image, mask, SPACING, split="validation", patient="P7"),
    ]
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries)
    with pytest.raises(DatasetProblem, match="'P7' is in the training split") as caught:
        preflight(tmp_path)
    assert (caught.value.code, caught.value.case) == ("patient_leak", "b")


def test_an_id_twice_is_refused(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path)
    write_index(tmp_path, label_values=(0, 1, 2), cases=[*entries, entries[0]])
    with pytest.raises(DatasetProblem, match="case-0 is listed twice"):
        preflight(tmp_path)


def test_a_label_of_one_voxel_is_trained_on_with_a_warning(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    mask[mask == 2] = 0
    mask[3, 4, 5] = 2
    entries = [*write_dataset(tmp_path, train=0), write_case(tmp_path, "a", image, mask, SPACING)]
    entries += [write_case(tmp_path, name, image, mask == 1, SPACING) for name in "bcd"]
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries)
    (warning,) = preflight(tmp_path).warnings
    assert warning.code == "rare_label"
    assert "Label 2 has 1 voxels in all of training, in 1 of 4 cases" in warning.message


def test_what_is_odd_is_told_and_does_not_stop_anything(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    pair = np.stack([image * 10, np.full_like(image, 7)])
    ignored = np.full_like(mask, 255)
    entries = [
        write_case(tmp_path, "a", pair, mask, (8.0, 1.0, 1.0)),
        write_case(tmp_path, "b", pair[::-1], ignored, SPACING),
        write_case(tmp_path, "c", pair[:, :1], mask[7:8], SPACING),
        write_case(tmp_path, "d", pair, np.zeros_like(mask), SPACING, split="validation"),
    ]
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries, modality="CT", ignore_value=255)
    assert set(codes(tmp_path)) == {
        "constant_channel",
        "not_hounsfield",
        "nothing_labelled",
        "few_cases",
        "empty_validation",
        "mixed_spacing",
        "mixed_depth",
    }


def test_the_same_warning_of_many_cases_is_counted(tmp_path: Path) -> None:
    image, mask = two_blobs(0, (4, 8, 8))
    pair = np.stack([image, np.zeros_like(image)])
    entries = [write_case(tmp_path, f"c{n}", pair, mask, SPACING) for n in range(MOST_TOLD + 5)]
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries)
    constant = [w for w in preflight(tmp_path).warnings if w.code == "constant_channel"]
    assert len(constant) == MOST_TOLD + 1
    assert constant[-1].message == "5 more cases of the same."


def test_the_number_of_channels_follows_their_names(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path)
    write_index(tmp_path, label_values=(0, 1, 2), cases=entries, channels=("T1", "FLAIR"))
    with pytest.raises(DatasetProblem, match=r"1 channels, expected 2 \(T1, FLAIR\)"):
        preflight(tmp_path)
