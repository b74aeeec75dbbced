import numpy as np

from activelearning.score.places import doubtful_places, slice_doubt


def test_the_worst_place_comes_first_with_its_index() -> None:
    doubt = np.zeros((12, 30, 30), np.float32)
    doubt[3, 4:7, 4:7] = 0.6
    doubt[8, 20:23, 20:23] = 0.9
    places = doubtful_places(doubt, (5.0, 1.0, 1.0))
    assert [place["index"] for place in places] == [[8, 21, 21], [3, 5, 5]]
    assert places[0]["value"] > places[1]["value"]


def test_a_plateau_is_one_place() -> None:
    doubt = np.zeros((8, 20, 20), np.float32)
    doubt[4, 8:12, 8:12] = 1.0
    assert len(doubtful_places(doubt, (1.0, 1.0, 1.0))) == 1


def test_a_sure_prediction_has_no_doubtful_place() -> None:
    assert doubtful_places(np.full((4, 8, 8), 0.05), (1.0, 1.0, 1.0)) == []


def test_there_are_at_most_twenty_places() -> None:
    noise = np.random.default_rng(0).random((20, 60, 60)).astype(np.float32)
    assert len(doubtful_places(noise, (3.0, 3.0, 3.0))) == 20


def test_a_slice_with_a_long_doubtful_border_outranks_one_with_a_doubtful_voxel() -> None:
    doubt = np.zeros((3, 40, 40), np.float32)
    doubt[0, 5, 5] = 1.0
    doubt[2, 10, 5:35] = 0.8
    numbers = slice_doubt(doubt)
    assert numbers[2] > numbers[0] > numbers[1] == 0.0
    assert all(0 <= number <= 1 for number in numbers)
