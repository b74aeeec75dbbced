"""Where two readers differ: exact counts on small planted disagreements."""

import numpy as np
import pytest

from labeling.review.comparing import compare
from labeling.review.merging import agreed

SPACING = (2.0, 1.0, 1.0)  # 2 mm3 a voxel


def _block() -> np.ndarray:
    mask = np.zeros((6, 20, 20), np.uint8)
    mask[1:5, 4:16, 4:16] = 1
    return mask


def test_equal_masks_have_no_place() -> None:
    found = compare(_block(), _block(), SPACING)
    assert (found["dice"], found["voxels"], found["places"]) == (1.0, 0, [])
    assert found["labels"]["1"]["mean_mm"] == found["labels"]["1"]["hd95_mm"] == 0.0


def test_two_empty_masks_agree() -> None:
    empty = np.zeros((2, 3, 4), np.uint8)
    assert compare(empty, empty, SPACING)["dice"] == 1.0


def test_planted_places_come_largest_first_with_size_and_labels() -> None:
    one, other = _block(), _block()
    other[2, 6:9, 6:9] = 0  # 9 voxels that the other left out
    other[3, 10:15, 10:15] = 2  # 25 voxels of another label
    other[0, 1:4, 1:3] = 0
    found = compare(one, other, SPACING)
    assert [(p["voxels"], p["index"], p["labels"]) for p in found["places"]] == [
        (21, [3, 12, 12], [[1, 2]]),  # opened with a cross: the corners are no place of their own
        (5, [2, 7, 7], [[1, 0]]),
    ]
    assert found["places"][0]["ml"] == pytest.approx(21 * 0.002)
    assert found["per_slice"] == [0, 0, 9, 25, 0, 0]
    assert found["labels"]["2"]["dice"] == 0.0
    assert found["labels"]["2"]["mean_mm"] is None
    volume = 4 * 12 * 12
    assert found["labels"]["1"]["dice"] == pytest.approx(2 * (volume - 34) / (2 * volume - 34))
    assert found["labels"]["1"]["ml"] == pytest.approx([volume * 0.002, (volume - 34) * 0.002])


def test_a_rim_joins_nothing_and_comes_last() -> None:
    one, other = _block(), _block()
    other[1:5, 4, 4:16] = 0  # one voxel thin, all along a border
    other[1, 13:16, 13:16] = 0
    places = compare(one, other, SPACING)["places"]
    assert [(p["thin"], p["voxels"]) for p in places] == [(False, 5), (True, 48)]


def test_surfaces_are_measured_in_millimetres() -> None:
    one, other = np.zeros((3, 9, 9), np.uint8), np.zeros((3, 9, 9), np.uint8)
    one[1, 2, 2] = 1
    other[1, 2, 5] = 1
    found = compare(one, other, (2.0, 1.0, 0.5))["labels"]["1"]
    assert (found["mean_mm"], found["hd95_mm"]) == (1.5, 1.5)


def test_agreed_keeps_what_all_have() -> None:
    one = np.array([[[0, 1, 2, 2]]], np.uint8)
    other = np.array([[[1, 1, 1, 2]]], np.uint8)
    assert agreed([one, other]).tolist() == [[[0, 1, 0, 2]]]
