from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.overlap import dice
from models.evaluation.surface import surface_scores

EMPTY = np.zeros((8, 8, 8), bool)


def cube(start: int, size: int = 3) -> np.ndarray:
    mask = EMPTY.copy()
    mask[start : start + size, 2:5, 2:5] = True
    return mask


def test_dice_of_half_overlap() -> None:
    # 27 voxels each, 18 shared
    assert dice(cube(1), cube(2)) == pytest.approx(2 * 18 / 54)


def test_dice_says_its_rule_for_empty_masks() -> None:
    assert dice(EMPTY, EMPTY) == 1.0
    assert dice(cube(1), EMPTY) == 0.0


def test_a_shift_of_one_slice_is_one_slice_spacing_away() -> None:
    scores = surface_scores(cube(1), cube(2), spacing=(2.5, 1, 1), tolerance=1.0)
    # far faces are 2.5 mm off, everything else coincides
    assert scores.hd95 == pytest.approx(2.5)
    assert 0 < scores.nsd < 1
    assert surface_scores(cube(1), cube(2), spacing=(2.5, 1, 1), tolerance=2.5).nsd == 1.0


def test_equal_masks_are_at_distance_zero() -> None:
    scores = surface_scores(cube(1), cube(1), spacing=(1, 1, 1), tolerance=0.5)
    assert (scores.hd95, scores.nsd) == (0.0, 1.0)


def test_a_missed_structure_counts_as_the_volumes_diagonal() -> None:
    scores = surface_scores(EMPTY, cube(1), spacing=(1, 1, 1), tolerance=1.0)
    assert scores.hd95 == pytest.approx(np.sqrt(3 * 64))
    assert scores.nsd == 0.0


def test_nothing_found_where_nothing_is_is_perfect() -> None:
    scores = surface_scores(EMPTY, EMPTY, spacing=(1, 1, 1), tolerance=1.0)
    assert (scores.hd95, scores.nsd) == (0.0, 1.0)


def test_a_mask_that_fills_the_volume_still_has_a_surface() -> None:
    full = np.ones((4, 4, 4), bool)
    assert surface_scores(full, full, spacing=(1, 1, 1), tolerance=0.1).nsd == 1.0
