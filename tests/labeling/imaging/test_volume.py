import json
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from labeling.imaging.decoding import FramePlace
from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import VolumeProblem
from labeling.imaging.volume import SliceHeader, arrange, read_volume
from tests.images import (
    make_series,
    oblique_geometry,
    save,
    some_volume,
    straight_geometry,
)


def headers(slices: list[Dataset]) -> list[SliceHeader]:
    return [SliceHeader.from_dataset(ds) for ds in slices]


def test_shuffled_slices_come_back_in_order_with_their_exact_geometry() -> None:
    slices = make_series()
    shuffled = headers(slices)
    found = arrange([shuffled[n] for n in (4, 0, 5, 2, 1, 3)])
    assert found.order == tuple(ds.SOPInstanceUID for ds in slices)
    assert found.geometry.is_close(oblique_geometry(), voxels=1e-9)


def test_z_ascends_along_row_cross_column_whatever_the_instance_numbers_say() -> None:
    slices = make_series(geometry=straight_geometry())
    for number, ds in enumerate(reversed(slices), 1):
        ds.InstanceNumber = number
    found = arrange(headers(slices))
    assert found.order[0] == slices[0].SOPInstanceUID
    assert found.geometry == straight_geometry()


def test_the_volume_read_in_that_order_is_the_volume_written(tmp_path: Path) -> None:
    volume = some_volume()
    paths = save(tmp_path, make_series(volume))
    read = read_volume([FramePlace(path, 1) for path in paths])
    assert read.dtype == np.float32
    assert np.array_equal(read, volume)


@pytest.mark.parametrize(
    ("defect", "code", "says"),
    [
        ({"missing": 3}, "missing_slice", "1 missing: first gap of 5 mm after slice 3 of 5"),
        ({"turned": 2}, "mixed_orientation", "5 of"),
        ({"duplicate_position": 2}, "duplicate_position", "6 slices share 5 places"),
        ({"odd_size": 2}, "mixed_size", r"5 of \(5, 7\), 1 of \(4, 7\)"),
        ({"uneven": 2}, "uneven_spacing", "1.66.* to 3.33.* mm"),
        ({"no_position": 2}, "no_position", "1 of 6"),
        ({"no_pixels": 2}, "no_pixels", "1 of 6"),
        ({"tilt_degrees": 12.0}, "gantry_tilt", "12.0 degrees"),
    ],
)
def test_a_series_that_is_no_volume_is_refused_by_name(
    defect: dict[str, float], code: str, says: str
) -> None:
    with pytest.raises(VolumeProblem, match=says) as caught:
        arrange(headers(make_series(**defect)))
    assert caught.value.code == code


def test_two_missing_slices_are_counted() -> None:
    slices = make_series()
    del slices[4], slices[1]
    with pytest.raises(VolumeProblem, match="2 missing") as caught:
        arrange(headers(slices))
    assert caught.value.code == "missing_slice"


def test_two_volumes_in_one_series_are_told_from_a_duplicate() -> None:
    echoes = make_series(seed="first echo") + make_series(seed="second echo")
    with pytest.raises(VolumeProblem, match="each of 6 places has 2") as caught:
        arrange(headers(echoes))
    assert caught.value.code == "several_volumes"


def test_slices_beside_each_other_are_not_a_stack() -> None:
    slices = make_series(geometry=straight_geometry())
    slices[3].ImagePositionPatient = [4, 0, 3]
    with pytest.raises(VolumeProblem) as caught:
        arrange(headers(slices))
    assert caught.value.code == "scattered_slices"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"PixelSpacing": [1, 2]}, "mixed_spacing"),
        ({"PixelSpacing": [0, 0]}, "no_spacing"),
        ({"NumberOfFrames": 4}, "no_position"),
        ({"ImageOrientationPatient": None}, "no_position"),
        ({"SOPInstanceUID": "2.25.1"}, "duplicate_instance"),
    ],
)
def test_further_faults_have_their_own_names(change: dict[str, object], code: str) -> None:
    slices = make_series()
    slices[1].SOPInstanceUID = "2.25.1"
    for keyword, value in change.items():
        setattr(slices[0], keyword, value)
    with pytest.raises(VolumeProblem) as caught:
        arrange(headers(slices))
    assert caught.value.code == code


def test_no_instances_at_all_have_no_pixels() -> None:
    with pytest.raises(VolumeProblem) as caught:
        arrange([])
    assert caught.value.code == "no_pixels"


def test_positions_rounded_to_hundredths_still_form_a_volume() -> None:
    slices = make_series()
    for ds in slices:
        ds.ImagePositionPatient = [round(float(v), 2) for v in ds.ImagePositionPatient]
    assert arrange(headers(slices)).geometry.is_close(oblique_geometry(), voxels=0.05)


def test_a_projection_without_a_place_is_one_slice_with_its_pixel_spacing() -> None:
    image = make_series(modality="DX", geometry=straight_geometry((1, 5, 7)))[0]
    del image.ImagePositionPatient, image.ImageOrientationPatient
    image.PixelSpacing = [0.2, 0.3]
    found = arrange(headers([image])).geometry
    assert found == Geometry.from_axes((1, 5, 7), (1.0, 0.2, 0.3), (0, 0, 0), (1, 0, 0), (0, 1, 0))


def test_a_lone_ct_slice_without_a_place_is_refused() -> None:
    image = make_series(modality="CT", geometry=straight_geometry((1, 5, 7)))[0]
    del image.ImagePositionPatient
    with pytest.raises(VolumeProblem) as caught:
        arrange(headers([image]))
    assert caught.value.code == "no_position"


def test_a_single_slice_is_as_deep_as_it_is_thick() -> None:
    found = arrange(headers(make_series(geometry=oblique_geometry((1, 5, 7)))))
    assert found.geometry.spacing == (2.5, 0.7, 0.9)


def test_a_header_survives_json() -> None:
    header = headers(make_series())[0]
    assert SliceHeader.from_json(json.loads(json.dumps(header.to_json()))) == header


def test_malformed_values_in_a_header_count_as_missing() -> None:
    ds = make_series()[0]
    ds.ImagePositionPatient = [1, 2]
    del ds.PixelSpacing
    header = SliceHeader.from_dataset(ds)
    assert header.position is None
    assert header.pixel_spacing is None
