"""What follows from a scribble, on balls with planted errors."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import ndimage

from activelearning.assist.correct import REACH, Scribble, correct, window_of

SHAPE = (40, 48, 48)
SPACING = (1.0, 1.0, 1.0)
CENTRE = (20, 24, 24)
GRID = np.indices(SHAPE)


def ball(centre: Sequence[int], radius: float) -> np.ndarray:
    offsets = GRID - np.array(centre)[:, None, None, None]
    return np.linalg.norm(offsets, axis=0) <= radius


TRUTH = ball(CENTRE, 12)
RNG = np.random.default_rng(4)
IMAGE = (100 + 60 * TRUTH + RNG.normal(0, 12, SHAPE)).astype(np.float32)
HOLE = TRUTH & ball((20, 24, 36), 7)
"""A part of the ball that the model misses: there it finds 0.3 instead of 0.9."""
BULGE = ~TRUTH & ball((20, 24, 10), 6)
"""A part beside the ball that it takes for it: there it finds 0.7 instead of 0.1."""


def model() -> np.ndarray:
    share = np.where(TRUTH, 0.9, 0.1)
    share[HOLE], share[BULGE] = 0.3, 0.7
    noisy = np.clip(share + RNG.normal(0, 0.03, SHAPE), 0.01, 0.99).astype(np.float32)
    return np.stack([1 - noisy, noisy])


PROBABILITIES = model()
LABELS = (PROBABILITIES[1] > 0.5).astype(np.uint8)


def at(*places: tuple[int, int, int]) -> np.ndarray:
    where = np.zeros(SHAPE, bool)
    where[tuple(np.array(places).T)] = True
    return where


def run(
    scribble: Scribble, labels: np.ndarray = LABELS, *, by_model: bool = True, **more: object
) -> np.ndarray:
    probabilities = PROBABILITIES if by_model else None
    return correct(IMAGE, probabilities, (0, 1), labels, scribble, SPACING, **more)  # type: ignore[arg-type]


IS = Scribble(1, True, at((20, 24, 32)))
IS_NOT = Scribble(1, False, at((20, 24, 9)))


def drawn_in(error: np.ndarray, length: int) -> np.ndarray:
    """A line along y about the voxel that lies deepest in an error, within it."""
    depth = ndimage.distance_transform_edt(error)
    z, y, x = np.unravel_index(int(depth.argmax()), SHAPE)
    line = np.zeros(SHAPE, bool)
    line[z, y - length // 2 : y + length // 2 + 1, x] = True
    return line & error


@pytest.mark.parametrize("by_model", [True, False], ids=["model", "intensity"])
@pytest.mark.parametrize("part", ["hole", "bulge"])
@pytest.mark.parametrize(("length", "left"), [(1, 0.6), (9, 0.35)], ids=["click", "scribble"])
def test_most_of_an_error_goes_with_one_scribble_and_next_to_nothing_else(
    by_model: bool, part: str, length: int, left: float
) -> None:
    error = HOLE if part == "hole" else BULGE
    done = run(Scribble(1, part == "hole", drawn_in(error, length)), by_model=by_model)
    assert (error & ((done == 1) != TRUTH)).sum() < left * error.sum()
    broken = ((done == 1) != TRUTH) & ((LABELS == 1) == TRUTH)
    assert broken.sum() < 0.05 * error.sum()


@pytest.mark.parametrize("by_model", [True, False], ids=["model", "intensity"])
@pytest.mark.parametrize("positive", [True, False])
def test_scribbled_voxels_obey_wherever_they_are(by_model: bool, positive: bool) -> None:
    places = RNG.integers(0, SHAPE, (40, 3))
    scribble = Scribble(1, positive, at(*map(tuple, places)))
    done = run(scribble, by_model=by_model)
    assert ((done == 1) == positive)[scribble.where].all()


@pytest.mark.parametrize("scribble", [IS, IS_NOT], ids=["is", "is not"])
def test_a_scribble_changes_one_way_only_and_nothing_out_of_reach(scribble: Scribble) -> None:
    labels = np.where(ball((2, 2, 2), 3), 1, LABELS).astype(np.uint8)
    done = run(scribble, labels)
    changed = done != labels
    assert ((done == 1) == scribble.positive)[changed].all()
    near = np.zeros(SHAPE, bool)
    near[window_of(scribble.where, SPACING)] = True
    assert not changed[~near].any()
    assert changed[~ball(np.argwhere(scribble.where)[0].tolist(), REACH)].sum() == 0


def test_only_labels_that_the_scribble_touches_give_way() -> None:
    labels = LABELS.copy()
    labels[HOLE & (GRID[1] > 24)] = 2
    channels = np.concatenate([PROBABILITIES, np.full((1, *SHAPE), 0.01, np.float32)])
    touching_0 = correct(IMAGE, channels, (0, 1, 2), labels, IS, SPACING)
    assert (touching_0[labels == 2] == 2).all()
    both = Scribble(1, True, at((20, 24, 32), (20, 27, 32)))
    touching_2 = correct(IMAGE, channels, (0, 1, 2), labels, both, SPACING)
    assert (touching_2[labels == 2] == 1).mean() > 0.5


def test_locked_labels_and_earlier_words_stay() -> None:
    labels = LABELS.copy()
    labels[HOLE & (GRID[0] < 19)] = 2
    done = run(IS, labels, locked=(2,))
    assert (done[labels == 2] == 2).all()
    said = HOLE & (GRID[0] == 22)
    kept = run(IS, kept=said)
    assert (kept[said] == 0).all()
    assert (run(IS)[said] == 1).any()
    assert np.array_equal(run(IS, locked=(1,)), LABELS)


def test_what_is_said_again_changes_nothing() -> None:
    there = Scribble(1, True, at(CENTRE))
    assert np.array_equal(run(there), LABELS)


def test_what_is_taken_from_a_label_becomes_the_next_likely_one() -> None:
    third = np.full((1, *SHAPE), 0.005, np.float32)
    third[0][BULGE] = 0.6
    channels = np.concatenate([PROBABILITIES, third])
    done = correct(IMAGE, channels, (0, 1, 2), LABELS, IS_NOT, SPACING)
    turned = done != LABELS
    assert set(done[turned & BULGE].tolist()) == {2}


def test_the_same_question_has_the_same_answer_and_the_arguments_stay() -> None:
    before = LABELS.copy()
    assert np.array_equal(run(IS), run(IS))
    assert np.array_equal(before, LABELS)


def test_a_wide_step_between_slices_reaches_fewer_of_them() -> None:
    window = window_of(at(CENTRE), (4.0, 1.0, 1.0), margin=8)
    assert window == (slice(18, 23), slice(16, 33), slice(16, 33))
