from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from models.errors import DatasetProblem
from models.training.dataset import read_case, read_index
from models.training.folders import read_labelled_folder, write_dataset
from models.training.preflight import preflight
from tests.models.volumes import two_blobs
from tests.models.volumes import write_dataset as write_ours

HIPPOCAMPUS = Path(__file__).parents[4] / "shared/data/hippocampus"
AFFINE = np.diag([-0.5, -0.75, 3.0, 1.0])
"""x to the left, y to the back, z up: arrays come as they are."""


def save(path: Path, array: np.ndarray, affine: np.ndarray = AFFINE) -> None:
    """Write (z, y, x), or (c, z, y, x) with the channels along the fourth axis."""
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = (2, 1, 0) if array.ndim == 3 else (3, 2, 1, 0)
    nib.save(nib.Nifti1Image(np.ascontiguousarray(array.transpose(axes)), affine), path)


def nnunet(directory: Path, labels: dict[str, object], names: Sequence[str] = ("T1", "T2")) -> None:
    """Two cases of two channels in nnU-Net's raw format."""
    for number, case in enumerate(("a", "b")):
        image, mask = two_blobs(number)
        for channel in range(len(names)):
            save(directory / f"imagesTr/{case}_{channel:04d}.nii.gz", image + channel)
        save(directory / f"labelsTr/{case}.nii.gz", mask)
    (directory / "dataset.json").write_text(
        json.dumps(
            {
                "channel_names": {str(n): name for n, name in enumerate(names)},
                "labels": labels,
                "numTraining": 2,
                "file_ending": ".nii.gz",
            }
        )
    )


def test_nnunets_folder_becomes_a_dataset_that_passes_preflight(tmp_path: Path) -> None:
    nnunet(tmp_path / "raw", {"background": 0, "small": 1, "big": 2})
    folder = read_labelled_folder(tmp_path / "raw")
    assert (folder.layout, folder.ids, folder.channels) == ("nnunet", ("a", "b"), ("T1", "T2"))
    assert (folder.label_values, folder.label_names) == ((0, 1, 2), ("background", "small", "big"))
    assert write_dataset(folder, tmp_path / "ours", lambda _case: "train") == 2
    preflight(tmp_path / "ours")
    index = read_index(tmp_path / "ours")
    case, (image, mask) = read_case(index, index.cases[1]), two_blobs(1)
    np.testing.assert_array_equal(case.image, np.stack([image, image + 1]))
    np.testing.assert_array_equal(case.mask, mask)
    assert case.spacing == (3.0, 0.75, 0.5)
    assert [entry.patient for entry in index.cases] == ["a", "b"]


def test_nnunets_ignore_label_becomes_ours(tmp_path: Path) -> None:
    nnunet(tmp_path, {"background": 0, "small": 1, "ignore": 2}, ["CT"])
    folder = read_labelled_folder(tmp_path)
    assert (folder.label_values, folder.ignore_value, folder.modality) == ((0, 1), 255, "CT")
    assert set(np.unique(next(iter(folder)).mask)) == {0, 1, 255}


def test_regions_are_refused_by_name(tmp_path: Path) -> None:
    nnunet(tmp_path, {"background": 0, "whole": [1, 2], "core": 2})
    with pytest.raises(DatasetProblem, match=r"\['whole'\] are regions") as caught:
        read_labelled_folder(tmp_path)
    assert caught.value.code == "regions"


def test_the_decathlons_folder_has_channels_along_the_fourth_axis(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    save(tmp_path / "imagesTr/brain_1.nii.gz", np.stack([image, -image]))
    save(tmp_path / "labelsTr/brain_1.nii.gz", mask)
    (tmp_path / "dataset.json").write_text(
        json.dumps(
            {
                "modality": {"0": "MRI", "1": "MRI"},
                "labels": {"0": "background", "1": "small", "2": "big"},
                "training": [
                    {"image": "./imagesTr/brain_1.nii.gz", "label": "./labelsTr/brain_1.nii.gz"}
                ],
            }
        )
    )
    folder = read_labelled_folder(tmp_path)
    (case,) = folder
    assert (folder.layout, folder.modality, case.id) == ("msd", "MR", "brain_1")
    np.testing.assert_array_equal(case.image, np.stack([image, -image]))


def test_a_manifest_says_patients_and_splits(tmp_path: Path) -> None:
    for case in ("a", "b"):
        image, mask = two_blobs(0)
        save(tmp_path / f"images/{case}.nii.gz", image)
        save(tmp_path / f"labels/{case}.nii.gz", mask.astype(np.float32))
    (tmp_path / "manifest.csv").write_text("id,group_heuristic,split\nb,7,Val\na,7,train\n")
    folder = read_labelled_folder(tmp_path)
    assert [(c.id, c.patient, c.split) for c in folder] == [("b", "7", "val"), ("a", "7", "train")]
    assert folder.label_values == (0, 1, 2)


def test_our_own_folder_reads_as_well(tmp_path: Path) -> None:
    write_ours(tmp_path, train=1, validation=1)
    folder = read_labelled_folder(tmp_path)
    assert [(c.id, c.split) for c in folder] == [("case-0", "train"), ("case-1", "validation")]


def test_cases_of_other_orientations_are_turned_the_same_way(tmp_path: Path) -> None:
    """The same scan stored right-anterior-superior, and with its axes in another order."""
    image, mask = two_blobs(0)
    turned = np.diag([0.5, 0.75, 3.0, 1.0])
    turned[:2, 3] = -0.5 * (image.shape[2] - 1), -0.75 * (image.shape[1] - 1)
    swapped = AFFINE[:, [2, 1, 0, 3]]
    save(tmp_path / "images/a.nii.gz", image)
    save(tmp_path / "labels/a.nii.gz", mask[:, ::-1, ::-1], turned)
    save(tmp_path / "images/b.nii.gz", image.transpose(2, 1, 0), swapped)
    save(tmp_path / "labels/b.nii.gz", mask)
    for case in read_labelled_folder(tmp_path):
        np.testing.assert_array_equal(case.image[0], image)
        np.testing.assert_array_equal(case.mask, mask)
        assert case.spacing == (3.0, 0.75, 0.5)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        # half a voxel beside the image, one slice less, half labels, not a NIfTI file at all
        (lambda p, m: save(p, m, AFFINE + 0.25 * np.eye(4, k=3)), "other_grid"),
        (lambda p, m: save(p, m[1:]), "other_grid"),
        (lambda p, m: save(p, m * np.float32(0.5)), "not_labels"),
        (lambda p, _: p.write_bytes(b"\x1f\x8bno nifti"), "unreadable_case"),
    ],
)
def test_a_bad_mask_is_named(tmp_path: Path, change: object, code: str) -> None:
    nnunet(tmp_path, {"background": 0, "small": 1, "big": 2})
    change(tmp_path / "labelsTr/b.nii.gz", two_blobs(1)[1])  # type: ignore[operator]
    with pytest.raises(DatasetProblem) as caught:
        list(read_labelled_folder(tmp_path))
    assert (caught.value.code, caught.value.case) == (code, "b")


def test_a_channel_that_is_not_there_is_named(tmp_path: Path) -> None:
    nnunet(tmp_path, {"background": 0, "small": 1, "big": 2})
    (tmp_path / "imagesTr/b_0001.nii.gz").unlink()
    with pytest.raises(DatasetProblem) as caught:
        read_labelled_folder(tmp_path)
    assert (caught.value.code, caught.value.case) == ("missing_image", "b")


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetProblem, match="no labelled folder"):
        read_labelled_folder(tmp_path)


@pytest.mark.skipif(not HIPPOCAMPUS.is_dir(), reason="needs ../shared/data/hippocampus")
def test_the_hippocampus_folder_has_its_groups_and_split() -> None:
    folder = read_labelled_folder(HIPPOCAMPUS)
    assert (len(folder), folder.label_values) == (192, (0, 1, 2))
    first = folder.read(0)
    assert (first.id, first.patient, first.split) == ("hippocampus_001", "1", "train")
    assert first.image.shape == (1, 35, 51, 35)
    assert [int((first.mask == value).sum()) for value in (1, 2)] == [1324, 1624]


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": [1, 2]},
        {"labels": None},
        {"labels": {"a": "one"}},
        {"labels": {"a": {}}},
        {"labels": {"a": 300}},
        {"labels": {"a": -1}},
        {"labels": {"a": 1, "ignore": "x"}},
        {"channel_names": ["T1"]},
        {"channel_names": {"first": "T1"}},
        {"file_ending": 7},
    ],
    ids=repr,
)
def test_a_description_of_wrong_types_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    nnunet(tmp_path, {"background": 0, "small": 1, "big": 2})
    path = tmp_path / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(DatasetProblem):
        read_labelled_folder(tmp_path)
    modality = changes.get("channel_names", {"0": "MRI"})
    path.write_text(json.dumps({"modality": modality, "training": [3], "labels": {"1": "a"}}))
    with pytest.raises(DatasetProblem):
        read_labelled_folder(tmp_path)


def header_of(*shape: int) -> bytes:
    """Of a file that says it has so many voxels, and has none."""
    header = nib.Nifti1Header()
    header.set_data_dtype(np.float32)
    header.set_data_shape(shape)
    header["magic"], header["vox_offset"] = b"n+1", 352
    return header.binaryblock + b"\0" * 4


def test_nifti_files_that_are_none_name_their_case(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    save(tmp_path / "images/a.nii.gz", image)
    save(tmp_path / "labels/a.nii.gz", mask)
    good = (tmp_path / "images/a.nii.gz").read_bytes()
    for damaged, code in (
        (b"", "unreadable_case"),
        (good[:200], "unreadable_case"),
        (good[:10] + b"\xff" * 200, "unreadable_case"),
        (gzip.compress(header_of(20, 20, 20)), "unreadable_case"),
        (gzip.compress(header_of(30_000, 30_000, 30_000)), "case_too_large"),
    ):
        (tmp_path / "images/a.nii.gz").write_bytes(damaged)
        with pytest.raises(DatasetProblem, match="Case a: ") as refused:
            next(iter(read_labelled_folder(tmp_path)))
        assert (refused.value.code, refused.value.case) == (code, "a")


def test_a_manifest_from_a_spreadsheet_is_read_and_one_that_is_no_text_is_named(
    tmp_path: Path,
) -> None:
    image, mask = two_blobs(0)
    save(tmp_path / "images/a.nii.gz", image)
    save(tmp_path / "labels/a.nii.gz", mask)
    table = tmp_path / "manifest.csv"
    table.write_text("id,patient\na,p1\n", encoding="utf-8-sig")
    assert [case.patient for case in read_labelled_folder(tmp_path)] == ["p1"]
    table.write_bytes("id,patient\na,Müller\n".encode("latin-1"))
    with pytest.raises(DatasetProblem, match=r"manifest\.csv cannot be read"):
        read_labelled_folder(tmp_path)
