import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labeling.imaging.decoding import FramePlace
from labeling.imaging.problems import ImagingProblem
from labeling.imaging.synthesis import PatientIdentity, derived_uid, series_from_volume, to_bytes
from labeling.imaging.volume import SliceHeader, arrange, read_volume
from tests.images import oblique_geometry, save, some_volume, straight_geometry

WHO = PatientIdentity("P1", "Doe^Jane", "19700101", "F")


def test_geometry_survives_exactly() -> None:
    slices = series_from_volume(some_volume(), oblique_geometry(), patient=WHO, uid_seed="a")
    found = arrange([SliceHeader.from_dataset(ds) for ds in slices])
    assert found.order == tuple(ds.SOPInstanceUID for ds in slices)
    assert found.geometry.is_close(oblique_geometry(), voxels=1e-9)


@pytest.mark.parametrize(
    "volume",
    [
        np.array([[[0, 65535]]], np.uint16),
        np.array([[[-32768, 32767]]], np.int16),
        np.array([[[0.0, 4095.0]]], np.float32),
        np.zeros((1, 1, 2), np.uint8),
        np.full((1, 1, 2), 0.3, np.float64),
    ],
)
def test_whole_numbers_and_constants_survive_exactly(tmp_path: Path, volume: np.ndarray) -> None:
    geometry = straight_geometry(volume.shape)
    slices = series_from_volume(volume, geometry, patient=WHO, uid_seed="a")
    places = [FramePlace(path, 1) for path in save(tmp_path, slices)]
    assert np.array_equal(read_volume(places), volume.astype(np.float32))


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float32, (2, 3, 4), elements=st.floats(-1e5, 1e5, width=32, allow_subnormal=False))
)
def test_other_numbers_survive_within_half_a_slope(volume: np.ndarray) -> None:
    slices = series_from_volume(volume, straight_geometry(volume.shape), patient=WHO, uid_seed="a")
    slope = float(slices[0].get("RescaleSlope", 1))
    intercept = float(slices[0].get("RescaleIntercept", 0))
    stored = np.stack([ds.pixel_array for ds in slices]).astype(float)
    span = float(volume.max()) - float(volume.min())
    error = np.abs(stored * slope + intercept - volume).max()
    assert error <= 0.5001 * span / 65535 + 1e-9 * abs(volume).max()


def test_the_same_seed_gives_the_same_bytes_and_another_gives_other_uids() -> None:
    def made(seed: str) -> list[bytes]:
        slices = series_from_volume(some_volume(), oblique_geometry(), patient=WHO, uid_seed=seed)
        return [to_bytes(ds) for ds in slices]

    assert made("a") == made("a")
    assert not set(made("a")) & set(made("b"))


def test_derived_uids_are_valid_and_differ_by_every_part() -> None:
    uids = {derived_uid(*parts) for parts in (("a",), ("a", "b"), ("ab",), ("a", "", "b"))}
    assert len(uids) == 4
    assert all(len(uid) <= 64 and uid.startswith("2.25.") for uid in uids)


def test_slices_do_not_share_their_values() -> None:
    first, second, *_ = series_from_volume(
        some_volume(), oblique_geometry(), patient=WHO, uid_seed="a"
    )
    first.PatientID = "changed"
    assert second.PatientID == "P1"


@pytest.mark.parametrize(
    ("volume", "code"),
    [
        (np.zeros((6, 5, 8)), "wrong_shape"),
        (np.full((6, 5, 7), np.nan), "not_finite"),
    ],
)
def test_what_cannot_be_stored_is_named(volume: np.ndarray, code: str) -> None:
    with pytest.raises(ImagingProblem) as caught:
        series_from_volume(volume, oblique_geometry(), patient=WHO, uid_seed="a")
    assert caught.value.code == code


@pytest.mark.skipif(not shutil.which("dcmdump"), reason="dcmtk is not installed")
@pytest.mark.parametrize("modality", ["MR", "CT", "OT"])
def test_dcmtk_reads_the_slices(tmp_path: Path, modality: str) -> None:
    slices = series_from_volume(
        some_volume(), oblique_geometry(), patient=WHO, uid_seed="a", modality=modality
    )
    path = save(tmp_path, slices)[2]
    run = subprocess.run(
        ["dcmdump", "-q", "+P", "0008,0060", str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert f"[{modality}]" in run.stdout
    assert run.stderr == ""


@pytest.mark.skipif(not shutil.which("dciodvfy"), reason="dicom3tools is not installed")
@pytest.mark.parametrize("modality", ["MR", "CT"])
def test_the_slices_conform_to_their_storage_class(tmp_path: Path, modality: str) -> None:
    slices = series_from_volume(
        some_volume(), straight_geometry(), patient=WHO, uid_seed="a", modality=modality
    )
    path = save(tmp_path, slices)[2]
    run = subprocess.run(
        ["dciodvfy", "-new", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert "Error" not in run.stderr
