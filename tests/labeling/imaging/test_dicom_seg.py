import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from labeling.imaging.dicom_seg import Code, CodedLabel, SourceFrame, read_seg, write_seg
from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import DicomProblem, MaskProblem
from tests.enhanced import enhanced
from tests.images import make_instance, make_series, oblique_geometry, save, to_bytes

HIPPOCAMPUS = Code("4421005", "SCT", "Hippocampus")
LABELS = [
    CodedLabel(7, "Posterior", type=HIPPOCAMPUS, color_rgb=(200, 80, 50)),
    CodedLabel(3, "Anterior", type=HIPPOCAMPUS),
    CodedLabel(200, "Cyst", type=Code("367643001", "SCT", "Cyst")),
]
SHAPE = oblique_geometry().shape


def some_mask() -> np.ndarray:
    """Every slice differs, and no slice is its neighbour's mirror."""
    values = np.array([0, 0, 3, 7], np.uint8)
    return values[np.random.default_rng(5).integers(0, 4, SHAPE)]


def written(
    mask: np.ndarray,
    sources: list[Dataset] | None = None,
    frames: list[SourceFrame] | None = None,
) -> bytes:
    return write_seg(
        mask,
        frames or [SourceFrame(ds) for ds in sources or make_series()],
        LABELS,
        series_uid="2.25.11",
        instance_uid="2.25.12",
        created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_every_voxel_of_an_oblique_volume_comes_back_with_its_label() -> None:
    assert np.array_equal(read_seg(written(some_mask()), oblique_geometry(), LABELS), some_mask())


def test_without_labels_the_values_are_segment_numbers() -> None:
    numbered = np.zeros(256, np.uint8)
    numbered[[3, 7, 200]] = 1, 2, 3
    found = read_seg(written(some_mask()), oblique_geometry())
    assert np.array_equal(found, numbered[some_mask()])


def test_frames_are_placed_by_position_even_when_their_order_is_reversed() -> None:
    seg = dcmread(BytesIO(written(some_mask())))
    pixels = seg.pixel_array[::-1]
    seg.PerFrameFunctionalGroupsSequence = list(seg.PerFrameFunctionalGroupsSequence)[::-1]
    seg.PixelData = np.packbits(pixels.ravel(), bitorder="little").tobytes()
    seg.PixelData += bytes(len(seg.PixelData) % 2)
    assert np.array_equal(read_seg(to_bytes(seg), oblique_geometry(), LABELS), some_mask())


def test_highdicom_finds_each_voxel_at_its_place_in_the_patient() -> None:
    seg = hd.seg.segread(BytesIO(written(some_mask())))
    volume = seg.get_volume(combine_segments=True)
    geometry = oblique_geometry()
    numbers = {1: 3, 2: 7, 3: 200}
    found = np.zeros(SHAPE, np.uint8)
    for index in np.argwhere(volume.array):
        point = volume.map_indices_to_reference(index[None])[0]
        z, y, x = np.rint(geometry.patient_to_index(point)).astype(int)
        found[z, y, x] = numbers[int(volume.array[tuple(index)])]
    assert np.array_equal(found, some_mask())


def test_segments_carry_their_codes_names_and_references() -> None:
    sources = make_series()
    seg = hd.seg.segread(BytesIO(written(some_mask(), sources)))
    segments = [seg.get_segment_description(number) for number in seg.segment_numbers]
    described = [(d.segment_label, d.segmented_property_type.value) for d in segments]
    assert described == [("Anterior", "4421005"), ("Posterior", "4421005"), ("Cyst", "367643001")]
    assert {uid for _, _, uid in seg.get_source_image_uids()} == {
        ds.SOPInstanceUID for ds in sources
    }
    assert seg.FrameOfReferenceUID == sources[0].FrameOfReferenceUID


def test_frames_of_several_instances_are_each_referred_to_by_number() -> None:
    slices = make_series()
    parts = [enhanced(slices[3:][::-1], seed="upper"), enhanced(slices[:2], seed="lower")]
    sources = [
        SourceFrame(parts[1], 1),
        SourceFrame(parts[1], 2),
        SourceFrame(slices[2]),
        *(SourceFrame(parts[0], number) for number in (3, 2, 1)),
    ]
    full = np.full(SHAPE, 3, np.uint8)
    seg = dcmread(
        BytesIO(write_seg(full, sources, LABELS, series_uid="2.25.1", instance_uid="2.25.2"))
    )
    referred = {}
    for item in seg.PerFrameFunctionalGroupsSequence:
        source = item.DerivationImageSequence[0].SourceImageSequence[0]
        place = tuple(item.PlanePositionSequence[0].ImagePositionPatient)
        number = source.get("ReferencedFrameNumber")
        referred[place] = (source.ReferencedSOPClassUID, source.ReferencedSOPInstanceUID, number)
    assert referred == {
        tuple(slices[z].ImagePositionPatient): (
            source.ds.SOPClassUID,
            source.ds.SOPInstanceUID,
            None if z == 2 else source.number,
        )
        for z, source in enumerate(sources)
    }
    (series,) = seg.ReferencedSeriesSequence
    uids = [item.ReferencedSOPInstanceUID for item in series.ReferencedInstanceSequence]
    assert sorted(uids) == sorted(ds.SOPInstanceUID for ds in (*parts, slices[2]))
    assert np.array_equal(read_seg(to_bytes(seg), oblique_geometry(), LABELS), full)


def test_sources_may_be_read_without_pixels_and_lack_empty_attributes(tmp_path: Path) -> None:
    paths = save(tmp_path, make_series())
    sources = [dcmread(path, stop_before_pixels=True) for path in paths]
    for ds in sources:
        del ds.AccessionNumber, ds.StudyID, ds.PatientBirthDate
    found = read_seg(written(some_mask(), sources), oblique_geometry(), LABELS)
    assert np.array_equal(found, some_mask())
    assert "StudyID" not in sources[0]


def test_an_empty_mask_is_written_and_read() -> None:
    empty = np.zeros(SHAPE, np.uint8)
    assert not read_seg(written(empty), oblique_geometry(), LABELS).any()


def test_the_same_mask_and_time_give_the_same_bytes() -> None:
    assert written(some_mask()) == written(some_mask())


def test_a_coronal_seg_is_placed_on_an_axial_scan() -> None:
    """A SEG made on a scan whose slices run along the y axis of ours."""
    ours = oblique_geometry()
    z, y, x = ours.direction
    rows, columns = SHAPE[0], SHAPE[2]
    corner = ours.index_to_patient((SHAPE[0] - 1, 0, 0))
    down = tuple(-v for v in z)
    theirs = Geometry.from_axes(
        (SHAPE[1], rows, columns),
        (ours.spacing[1], ours.spacing[0], ours.spacing[2]),
        tuple(corner),
        x,
        down,
    )
    turned = theirs.direction[0]
    assert np.allclose(turned, y)
    mask = np.ascontiguousarray(some_mask().transpose(1, 0, 2)[:, ::-1])
    data = written(mask, make_series(geometry=theirs))
    assert np.array_equal(read_seg(data, ours, LABELS), some_mask())


@pytest.mark.parametrize(
    ("mask", "code"),
    [
        (np.full(SHAPE, 9, np.uint8), "unknown_label"),
        (np.zeros((6, 5, 8), np.uint8), "wrong_shape"),
        (np.zeros((5, 5, 7), np.uint8), "wrong_shape"),
    ],
)
def test_a_mask_that_does_not_fit_is_not_written(mask: np.ndarray, code: str) -> None:
    with pytest.raises(MaskProblem) as caught:
        written(mask)
    assert caught.value.code == code


def shifted(by: tuple[float, float, float]) -> Geometry:
    own = oblique_geometry()
    return Geometry(own.shape, own.spacing, tuple(own.index_to_patient(by)), own.direction)


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (shifted((0.4, 0, 0)), "other_grid"),  # between the slices
        (shifted((0, 0, 0.3)), "other_grid"),
        (shifted((3, 0, 0)), "outside"),
        (oblique_geometry(spacing=(2.5, 0.7, 0.8)), "other_grid"),
    ],
)
def test_a_seg_of_another_grid_is_refused(geometry: Geometry, code: str) -> None:
    with pytest.raises(MaskProblem) as caught:
        read_seg(written(some_mask()), geometry, LABELS)
    assert caught.value.code == code


def test_a_segment_that_the_label_set_lacks_is_refused() -> None:
    with pytest.raises(MaskProblem) as caught:
        read_seg(written(some_mask()), oblique_geometry(), LABELS[:1])
    assert caught.value.code == "unknown_segment"


def test_voxels_of_two_segments_are_refused() -> None:
    seg = dcmread(BytesIO(written(some_mask())))
    seg.PixelData = b"\xff" * len(seg.PixelData)
    with pytest.raises(MaskProblem) as caught:
        read_seg(to_bytes(seg), oblique_geometry(), LABELS)
    assert caught.value.code == "overlap"


def test_an_image_is_no_segmentation() -> None:
    with pytest.raises(DicomProblem) as caught:
        read_seg(to_bytes(make_instance()), oblique_geometry())
    assert caught.value.code == "not_seg"


@pytest.mark.skipif(not shutil.which("dciodvfy"), reason="dicom3tools is not installed")
@pytest.mark.parametrize("multi_frame", [False, True])
def test_the_file_conforms_to_the_segmentation_storage_class(
    tmp_path: Path, multi_frame: bool
) -> None:
    path = tmp_path / "seg.dcm"
    ds = enhanced(make_series())
    frames = [SourceFrame(ds, number) for number in range(1, 7)]
    path.write_bytes(written(some_mask(), frames=frames if multi_frame else None))
    run = subprocess.run(
        ["dciodvfy", "-new", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert "Error" not in run.stderr
