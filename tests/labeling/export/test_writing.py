"""A snapshot in each format, read back from its zip."""

import gzip
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import highdicom as hd
import numpy as np
import pytest

from labeling.annotate.selectors import revision_mask
from labeling.core import blobs
from labeling.export.contents import DamagedRevision
from labeling.export.models import OF_TASK, FileFormat, Snapshot
from labeling.export.services import freeze_snapshot
from labeling.export.writing import write_zip
from labeling.imaging.dicom_seg import read_seg
from labeling.imaging.nifti import read_image, read_mask
from labeling.imaging.slices import instance_and_frame
from labeling.ingest.selectors import geometry_of, load_volume
from labeling.projects.models import Task
from labeling.review.models import Review
from tests.factories import make_approved, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved() -> Review:
    return make_approved(make_project("liver"))


def _frozen(review: Review) -> Snapshot:
    return freeze_snapshot(project=review.case.project, user=None)


def _unzipped(snapshot: Snapshot, file_format: FileFormat, folder: Path) -> list[str]:
    content = blobs.read(write_zip(snapshot, file_format).sha256)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archive.extractall(folder)
        return sorted(archive.namelist())


@pytest.mark.parametrize("file_format", OF_TASK[Task.SEGMENTATION])
def test_every_file_has_the_sum_that_the_zip_states(
    approved: Review, file_format: FileFormat, tmp_path: Path
) -> None:
    names = _unzipped(_frozen(approved), file_format, tmp_path)
    sums = [line.split("  ") for line in (tmp_path / "SHA256SUMS").read_text().splitlines()]
    assert sorted(name for _, name in sums) == [name for name in names if name != "SHA256SUMS"]
    assert len(sums) > 1
    for digest, name in sums:
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_nifti_holds_the_stored_intensities_and_the_approved_mask(
    approved: Review, tmp_path: Path
) -> None:
    series = approved.case.series
    _unzipped(_frozen(approved), FileFormat.NIFTI, tmp_path)
    image, geometry = read_image(tmp_path / "images" / "CASE-0001.nii.gz")
    assert geometry.is_close(geometry_of(series))
    np.testing.assert_array_equal(image, load_volume(series))
    mask = read_mask(tmp_path / "labels" / "CASE-0001.nii.gz", geometry)
    np.testing.assert_array_equal(mask, revision_mask(approved.revision))


def test_a_multi_frame_case_is_written_in_each_format(tmp_path: Path) -> None:
    review = make_approved(make_project("liver"), multi_frame=True)
    snapshot, series = _frozen(review), review.case.series
    mask = revision_mask(review.revision)
    for file_format in OF_TASK[Task.SEGMENTATION]:
        _unzipped(snapshot, file_format, tmp_path / file_format)
    (nnunet,) = (tmp_path / FileFormat.NNUNET).glob("*/imagesTr/*.nii.gz")
    for path in (tmp_path / FileFormat.NIFTI / "images/CASE-0001.nii.gz", nnunet):
        image, geometry = read_image(path)
        assert geometry.is_close(geometry_of(series))
        np.testing.assert_array_equal(image, load_volume(series))
    seg = tmp_path / FileFormat.DICOM_SEG / "seg/CASE-0001.dcm"
    np.testing.assert_array_equal(read_seg(seg, geometry_of(series)), mask)
    instance = series.instances.get()
    pixels = hd.seg.segread(seg).get_pixels_by_source_frame(
        instance.sop_instance_uid,
        [instance_and_frame(key)[1] for key in series.slices],
        combine_segments=True,
    )
    np.testing.assert_array_equal(pixels, mask)
    (case,) = snapshot.manifest["cases"]
    assert case["slices"] == series.slices
    assert set(case["instance_sha256"]) == {instance.blob}


def test_a_snapshot_from_before_frames_is_still_written(approved: Review, tmp_path: Path) -> None:
    snapshot = _frozen(approved)
    (case,) = snapshot.manifest["cases"]
    case["sop_instance_uids"] = case.pop("slices")
    _unzipped(snapshot, FileFormat.NIFTI, tmp_path)
    image, _ = read_image(tmp_path / "images" / "CASE-0001.nii.gz")
    np.testing.assert_array_equal(image, load_volume(approved.case.series))


def test_a_stored_mask_that_is_not_the_manifests_is_refused(approved: Review) -> None:
    snapshot = _frozen(approved)
    size = revision_mask(approved.revision).size
    other = blobs.put(gzip.compress(bytes(size))).sha256
    snapshot.manifest["cases"][0]["mask_blob"] = other
    with pytest.raises(DamagedRevision, match="CASE-0001: expected the mask"):
        write_zip(snapshot, FileFormat.NIFTI)
