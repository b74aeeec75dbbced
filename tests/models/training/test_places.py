from __future__ import annotations

import numpy as np

from models.labelmap import IGNORE
from models.training.places import MOST_PLACES, find_places
from tests.models.volumes import tiny_spec

SPEC = tiny_spec()


def test_a_label_of_one_voxel_is_shown_as_often_as_a_large_one() -> None:
    mask = np.zeros((1, 20, 20, 20), np.uint8)
    mask[0, :10], mask[0, 15, 3, 4] = 1, 2
    places, rng = find_places(mask, SPEC), np.random.default_rng(0)
    drawn = [places.draw(rng, foreground_share=1.0) for _ in range(200)]
    shown = [int(mask[0][tuple(voxel)]) for voxel in drawn if voxel is not None]
    assert len(shown) == 200
    assert 70 < shown.count(2) < 130


def test_without_a_label_anywhere_is_as_good() -> None:
    places = find_places(np.zeros((1, 4, 4, 4), np.uint8), SPEC)
    assert places.draw(np.random.default_rng(0), foreground_share=1.0) is None


def test_in_a_partly_labelled_case_every_centre_is_labelled() -> None:
    mask = np.full((1, 8, 8, 8), IGNORE, np.uint8)
    mask[0, 3] = 0
    mask[0, 3, 2:4, 2:4] = 1
    places, rng = find_places(mask, SPEC), np.random.default_rng(0)
    for _ in range(50):
        voxel = places.draw(rng, foreground_share=0.5)
        assert voxel is not None
        assert voxel[0] == 3


def test_a_large_label_keeps_places_from_end_to_end() -> None:
    mask = np.ones((1, 40, 40, 40), np.uint8)
    voxels = find_places(mask, SPEC).labels[0]
    assert voxels.shape == (MOST_PLACES, 3)
    assert (voxels.min(axis=0).tolist(), voxels.max(axis=0).tolist()) == ([0] * 3, [39] * 3)


def test_overlapping_labels_have_places_each() -> None:
    mask = np.zeros((2, 4, 4, 4), np.uint8)
    mask[0, :2], mask[1, 1] = 1, 1
    places = find_places(mask, tiny_spec(head="sigmoid"))
    assert [len(voxels) for voxels in places.labels] == [32, 16]
