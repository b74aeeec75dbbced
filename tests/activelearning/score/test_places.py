import numpy as np
import pytest

from activelearning.score.places import doubtful_places, slice_doubt


def test_the_worst_place_comes_first_with_its_index() -> None:
    doubt = np.zeros((12, 30, 30), np.uint8)
    doubt[3, 4:7, 4:7] = 153
    doubt[8, 20:23, 20:23] = 230
    places = doubtful_places(doubt, (5.0, 1.0, 1.0))
    assert [place["index"] for place in places] == [[8, 21, 21], [3, 5, 5]]
    assert places[0]["value"] > places[1]["value"]


def test_a_plateau_is_one_place() -> None:
    doubt = np.zeros((8, 20, 20), np.uint8)
    doubt[4, 8:12, 8:12] = 255
    assert len(doubtful_places(doubt, (1.0, 1.0, 1.0))) == 1


def test_a_sure_prediction_has_no_doubtful_place() -> None:
    assert doubtful_places(np.full((4, 8, 8), 13, np.uint8), (1.0, 1.0, 1.0)) == []


def test_there_are_at_most_twenty_places() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 60, 60), dtype=np.uint8)
    assert len(doubtful_places(noise, (3.0, 3.0, 3.0))) == 20


def test_a_slice_with_a_long_doubtful_border_outranks_one_with_a_doubtful_voxel() -> None:
    doubt = np.zeros((3, 40, 40), np.uint8)
    doubt[0, 5, 5] = 255
    doubt[2, 10, 5:35] = 204
    numbers = slice_doubt(doubt)
    assert numbers[2] > numbers[0] > numbers[1] == 0.0
    assert all(0 <= number <= 1 for number in numbers)


def test_a_slice_s_number_is_the_mean_of_its_most_doubtful_hundredth() -> None:
    plane = np.random.default_rng(0).integers(0, 256, (1, 40, 30), dtype=np.uint8)
    greatest = np.sort(plane.ravel())[-12:]
    assert slice_doubt(plane) == [pytest.approx(greatest.mean() / 255, abs=1e-4)]


def test_places_are_those_of_the_whole_volume_though_only_a_box_is_looked_at() -> None:
    doubt = np.zeros((40, 90, 90), np.uint8)
    doubt[30:32, 70:74, 60:64] = 220
    doubt[5:7, 10:14, 80:84] = 180
    assert [place["index"] for place in doubtful_places(doubt, (1.0, 1.0, 1.0))] == [
        [30, 71, 61],
        [5, 11, 81],
    ]
