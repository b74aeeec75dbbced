"""Volumes whose slices are frames of enhanced objects, and what is refused of them."""

from io import BytesIO
from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom.dataset import Dataset

from labeling.imaging.decoding import FramePlace, read_volume
from labeling.imaging.pixels import index_file
from labeling.imaging.problems import VolumeProblem
from labeling.imaging.slices import instance_and_frame, slice_headers
from labeling.imaging.volume import Arrangement, arrange
from tests.enhanced import MACROS, enhanced, nuclear
from tests.images import make_series, oblique_geometry, save, some_volume, to_bytes
from tests.zoo import ZOO, needs_zoo

SHUFFLED = (4, 0, 5, 2, 1, 3)


def arranged(*instances: Dataset) -> Arrangement:
    return arrange([header for ds in instances for header in slice_headers(ds)])


def read(folder: Path, found: Arrangement, *instances: Dataset) -> np.ndarray:
    paths = dict(zip([ds.SOPInstanceUID for ds in instances], save(folder, instances), strict=True))
    slices = [instance_and_frame(key) for key in found.order]
    return read_volume([FramePlace(paths[uid], frame) for uid, frame in slices])


@pytest.mark.parametrize("shared", [(), ("PlaneOrientationSequence", "PixelMeasuresSequence")])
def test_frames_in_any_order_form_the_volume_with_its_exact_geometry(
    tmp_path: Path, shared: tuple[str, ...]
) -> None:
    slices = make_series()
    ds = enhanced([slices[z] for z in SHUFFLED], shared=shared)
    found = arranged(ds)
    assert found.geometry.is_close(oblique_geometry(), voxels=1e-9)
    assert found.order == tuple(f"{ds.SOPInstanceUID}/{SHUFFLED.index(z) + 1}" for z in range(6))
    assert np.array_equal(read(tmp_path, found, ds), some_volume())


def test_a_volume_may_run_over_several_instances_and_classic_ones(tmp_path: Path) -> None:
    slices = make_series()
    parts = enhanced(slices[3:5], seed="upper"), slices[5], enhanced(slices[:3], seed="lower")
    found = arranged(*parts)
    assert [instance_and_frame(key)[1] for key in found.order] == [1, 2, 3, 1, 2, 1]
    assert found.order[5] == slices[5].SOPInstanceUID
    assert np.array_equal(read(tmp_path, found, *parts), some_volume())


@pytest.mark.parametrize(
    ("defect", "code", "says"),
    [
        ({"missing": 3}, "missing_slice", "1 missing: first gap of 5 mm after slice 3 of 5"),
        ({"turned": 2}, "mixed_orientation", "5 of"),
        ({"duplicate_position": 2}, "duplicate_position", "6 slices share 5 places"),
        ({"uneven": 2}, "uneven_spacing", "1.66.* to 3.33.* mm"),
        ({"no_position": 2}, "no_position", "1 of 6"),
        ({"tilt_degrees": 12.0}, "gantry_tilt", "12.0 degrees"),
    ],
)
def test_frames_that_form_no_volume_are_refused_by_the_same_names(
    defect: dict[str, float], code: str, says: str
) -> None:
    with pytest.raises(VolumeProblem, match=says) as caught:
        arranged(enhanced(make_series(**defect), shared=()))
    assert caught.value.code == code


@pytest.mark.parametrize("count", [1, 6])
def test_time_points_are_counted_and_told_apart(count: int) -> None:
    slices = make_series()[:count] * 3
    ds = enhanced(slices, times=sorted([1, 2, 3] * count))
    with pytest.raises(VolumeProblem, match=r"3 volumes \(TemporalPositionIndex\)") as caught:
        arranged(ds)
    assert caught.value.code == "several_volumes"


@pytest.mark.parametrize(
    ("modality", "code"), [("US", "cine"), ("XA", "cine"), ("MR", "no_position")]
)
def test_frames_without_a_place_of_their_own_are_refused(modality: str, code: str) -> None:
    ds = make_series()[0]
    ds.NumberOfFrames, ds.Modality = 30, modality
    with pytest.raises(VolumeProblem, match="30 of 30 do not") as caught:
        arranged(ds)
    assert caught.value.code == code


def test_a_false_number_of_frames_costs_nothing_and_is_refused() -> None:
    ds = enhanced(make_series())
    ds.NumberOfFrames = 2**31 - 1
    with pytest.raises(VolumeProblem, match=f"{2**31 - 7} of {2**31 - 1} do not"):
        arranged(ds)


def test_each_frame_is_scaled_by_its_own_rescale(tmp_path: Path) -> None:
    slices = make_series()
    for z, one in enumerate(slices):
        one.RescaleSlope, one.RescaleIntercept = z + 1, -10 * z
    ds = enhanced(slices)
    scale, shift = np.arange(1, 7)[:, None, None], -10 * np.arange(6)[:, None, None]
    assert np.array_equal(read(tmp_path, arranged(ds), ds), some_volume() * scale + shift)


def test_highdicom_writes_and_reads_the_same_legacy_converted_volume(tmp_path: Path) -> None:
    slices = make_series()
    for one in slices:
        one.PatientPosition = "HFS"
    ds = hd.legacy.LegacyConvertedEnhancedMRImage(slices[::-1], "2.25.1", 2, "2.25.2", 1)
    found = arranged(ds)
    mine = read(tmp_path, found, ds)
    theirs = hd.imread(BytesIO(to_bytes(ds))).get_volume(apply_modality_transform=False)
    _assert_same(mine, found, theirs)
    assert found.geometry.is_close(oblique_geometry(), voxels=1e-6)


@pytest.mark.parametrize(("step", "first"), [(2.5, 1), (-2.5, 6)])
def test_reconstructed_nuclear_medicine_is_stacked_as_its_spacing_is_signed(
    tmp_path: Path, step: float, first: int
) -> None:
    slices = make_series()
    ds = nuclear(slices if step > 0 else slices[::-1], step=step)
    found = arranged(ds)
    assert instance_and_frame(found.order[0])[1] == first
    assert found.geometry.is_close(oblique_geometry(), voxels=1e-4)
    assert np.array_equal(read(tmp_path, found, ds), some_volume())


def test_gated_nuclear_medicine_is_several_volumes() -> None:
    ds = nuclear(make_series() * 2, step=2.5)
    ds.FrameIncrementPointer = [0x00540070, 0x00540080]
    ds.SliceVector, ds.TimeSlotVector = [*range(1, 7)] * 2, [1] * 6 + [2] * 6
    with pytest.raises(VolumeProblem, match=r"2 volumes \(TimeSlot\)"):
        arranged(ds)


def test_a_broken_functional_group_counts_as_missing() -> None:
    ds = enhanced(make_series(), shared=tuple(MACROS)[1:])
    del ds.PerFrameFunctionalGroupsSequence[2].PlanePositionSequence
    with pytest.raises(VolumeProblem, match="1 of 6 do not"):
        arranged(ds)


@needs_zoo
@pytest.mark.parametrize(
    "name",
    [
        "dcm_qa_enh__6_1",  # Siemens XA10; measures and orientation per frame
        "dcmqi__24x38x3_multiframe_mf",  # legacy converted CT
        "fo-dicom__mr_brucker",  # Bruker, anisotropic pixels
        "pydicom-data__eCT_Supplemental",  # the first frame is the uppermost
    ],
)
def test_real_enhanced_objects_are_the_volumes_that_highdicom_reads(name: str) -> None:
    path = ZOO / f"02-multiframe-enhanced/{name}.dcm"
    found = arrange(index_file(path).headers)
    slices = [instance_and_frame(key) for key in found.order]
    mine = read_volume([FramePlace(path, frame) for _, frame in slices])
    theirs = hd.imread(path).get_volume(
        apply_real_world_transform=False, apply_modality_transform=True
    )
    _assert_same(mine, found, theirs)


@needs_zoo
def test_four_real_time_points_of_one_series_are_refused_with_their_number() -> None:
    paths = sorted((ZOO / "02-multiframe-enhanced").glob("dcm_qa_enh__6_?.dcm"))
    headers = [header for path in paths for header in index_file(path).headers]
    with pytest.raises(VolumeProblem, match=r"4 volumes \(TemporalPositionIndex\)") as caught:
        arrange(headers)
    assert caught.value.code == "several_volumes"


@needs_zoo
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("dcm4che__US-PAL-8-10x-echo", "cine"),
        ("pydicom__examples_ybr_color", "cine"),
        ("fo-dicom__HasFragmentSequence", "cine"),
        ("dcm4che__NM-MONO2-16-13x-heart", "no_position"),  # no detector says where it lies
        ("pydicom-data__emri_small", "no_position"),  # no functional groups
    ],
)
def test_real_objects_whose_frames_have_no_place_are_refused_by_name(name: str, code: str) -> None:
    with pytest.raises(VolumeProblem) as caught:
        arrange(index_file(ZOO / f"02-multiframe-enhanced/{name}.dcm").headers)
    assert caught.value.code == code


def _assert_same(mine: np.ndarray, found: Arrangement, theirs: hd.Volume) -> None:
    """The same value at the same place in the patient, whatever the order of the axes."""
    index = np.indices(theirs.array.shape).reshape(3, -1).T
    points = index @ theirs.affine[:3, :3].T + theirs.affine[:3, 3]
    exact = found.geometry.patient_to_index(points)
    z, y, x = np.rint(exact).astype(int).T
    assert np.abs(exact - np.rint(exact)).max() < 1e-4
    assert mine.shape == theirs.array.shape
    assert np.array_equal(mine[z, y, x], theirs.array.ravel().astype(np.float32))
