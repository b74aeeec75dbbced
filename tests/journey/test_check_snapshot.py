"""The checker of the journey must notice what it is there to notice."""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from pydicom import Dataset

from labeling.imaging.dicom_seg import Code, CodedLabel, SourceFrame, write_seg
from labeling.imaging.geometry import Geometry
from labeling.imaging.synthesis import PatientIdentity, series_from_volume
from tests.journey.check_snapshot import Wrong, check_nifti, check_seg, read_expected

HIPPOCAMPUS = Code("5366008", "SCT", "Hippocampus")
STRUCTURE = Code("91723000", "SCT", "Anatomical Structure")
GEOMETRY = Geometry(
    shape=(3, 5, 4),
    spacing=(2.0, 0.5, 0.75),
    origin=(-10.0, 20.0, 30.0),
    direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
)


@pytest.fixture
def mask() -> np.ndarray:
    found = np.zeros(GEOMETRY.shape, np.uint8)
    found[1, 2:4, 1] = 1
    found[2, 0, 3] = 2
    return found


@pytest.fixture
def series() -> list[Dataset]:
    volume = np.arange(60, dtype=np.float32).reshape(GEOMETRY.shape)
    return series_from_volume(
        volume, GEOMETRY, patient=PatientIdentity("P1"), uid_seed="checker", modality="MR"
    )


@pytest.fixture
def expected(tmp_path: Path, mask: np.ndarray, series: list[Dataset]) -> Path:
    folder = tmp_path / "expected"
    folder.mkdir()
    (folder / "CASE-0001.raw.gz").write_bytes(gzip.compress(mask.tobytes()))
    said = {
        "slices": [str(ds.SOPInstanceUID) for ds in series],
        "sha256": hashlib.sha256(mask.tobytes()).hexdigest(),
        "metadata": [json.loads(ds.to_json()) for ds in reversed(series)],
    }
    (folder / "CASE-0001.json").write_text(json.dumps(said))
    return folder


def nifti_zip(folder: Path, mask: np.ndarray, affine: np.ndarray) -> Path:
    path = folder / "nifti.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for kind in ("labels", "images"):
            file = folder / f"{kind}.nii.gz"
            nib.save(nib.Nifti1Image(mask.T, affine), file)
            archive.write(file, f"{kind}/CASE-0001.nii.gz")
    return path


def seg_zip(folder: Path, mask: np.ndarray, series: list[Dataset]) -> Path:
    labels = [CodedLabel(value, f"Part {value}", STRUCTURE, HIPPOCAMPUS) for value in (1, 2)]
    path = folder / "seg.zip"
    with zipfile.ZipFile(path, "w") as archive:
        sources = [SourceFrame(ds) for ds in series]
        seg = write_seg(mask, sources, labels, series_uid="2.25.1", instance_uid="2.25.2")
        archive.writestr("seg/CASE-0001.dcm", seg)
    return path


def test_the_same_voxels_in_place_pass(
    tmp_path: Path, expected: Path, mask: np.ndarray, series: list[Dataset]
) -> None:
    cases = read_expected(expected)
    check_nifti(nifti_zip(tmp_path, mask, GEOMETRY.affine_ras()), cases)
    check_seg(seg_zip(tmp_path, mask, series), cases)


def test_one_other_voxel_is_noticed_in_both_formats(
    tmp_path: Path, expected: Path, mask: np.ndarray, series: list[Dataset]
) -> None:
    other = mask.copy()
    other[0, 0, 0] = 1
    with pytest.raises(Wrong, match="1 voxels"):
        check_nifti(nifti_zip(tmp_path, other, GEOMETRY.affine_ras()), read_expected(expected))
    with pytest.raises(Wrong, match="1 voxels"):
        check_seg(seg_zip(tmp_path, other, series), read_expected(expected))


def test_a_shift_of_a_tenth_of_a_millimetre_is_noticed(
    tmp_path: Path, expected: Path, mask: np.ndarray
) -> None:
    affine = GEOMETRY.affine_ras()
    affine[0, 3] += 0.1
    with pytest.raises(Wrong, match="mm beside"):
        check_nifti(nifti_zip(tmp_path, mask, affine), read_expected(expected))


def test_a_mirrored_mask_is_noticed(
    tmp_path: Path, expected: Path, mask: np.ndarray, series: list[Dataset]
) -> None:
    with pytest.raises(Wrong, match="differs"):
        check_seg(seg_zip(tmp_path, mask[::-1].copy(), series), read_expected(expected))
