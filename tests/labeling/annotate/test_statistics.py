import numpy as np
import pytest

from labeling.annotate.statistics import compare
from labeling.imaging.overlap import dice_by_label, mean_dice


def _mask(*values: int) -> np.ndarray:
    return np.array(values, np.uint8).reshape(1, 1, -1)


@pytest.mark.parametrize(
    ("one", "other", "dice"),
    [
        (_mask(0, 0), _mask(0, 0), 1.0),  # both empty: nothing to disagree on
        (_mask(1, 1), _mask(0, 0), 0.0),
        (_mask(1, 1, 0), _mask(1, 0, 0), 2 / 3),
        (_mask(1, 2), _mask(1, 1), (2 / 3 + 0) / 2),  # a label in one mask alone counts 0
        (_mask(2, 1), _mask(1, 2), 0.0),
    ],
)
def test_the_mean_is_over_labels_that_occur_in_either(
    one: np.ndarray, other: np.ndarray, dice: float
) -> None:
    assert mean_dice(one, other) == pytest.approx(dice)


def test_background_has_no_dice() -> None:
    assert dice_by_label(_mask(0, 3), _mask(0, 3)) == {3: 1.0}


def test_without_a_draft_edits_are_counted_from_background() -> None:
    found = compare(_mask(0, 1, 2, 2), None)
    assert (found.edited_voxels, found.draft_dice) == (3, None)
    assert found.label_voxels == {"1": 1, "2": 2}
