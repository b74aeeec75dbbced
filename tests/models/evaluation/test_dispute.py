from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.dispute import Dispute, dispute
from models.labelmap import IGNORE
from tests.models.volumes import two_blobs

VALUES = (0, 1, 2)


def sure_of(mask: np.ndarray, confidence: float = 0.9) -> np.ndarray:
    """Probabilities (3, z, y, x) of a model that believes in `mask`."""
    p = np.full((3, *mask.shape), (1 - confidence) / 2, np.float32)
    np.put_along_axis(p, mask[None].astype(np.int64), np.float32(confidence), axis=0)
    return p


def disputed(believed: np.ndarray, given: np.ndarray) -> Dispute:
    return dispute(believed, sure_of(believed), given, spacing=(1, 1, 1), label_values=VALUES)


def test_a_mask_that_the_model_believes_is_not_disputed() -> None:
    _, mask = two_blobs(0)
    found = disputed(mask, mask)
    assert found.belief == pytest.approx(0.9)
    assert (found.dice, found.index, found.voxels) == (1.0, None, 0)


def test_a_piece_that_a_reader_left_out_is_found_and_named() -> None:
    _, truth = two_blobs(0)
    given = np.where(truth == 2, 0, truth).astype(np.uint8)
    found = disputed(truth, given)
    assert found.belief < 0.8
    assert found.worst == 2
    assert found.index is not None
    assert truth[found.index] == 2
    assert (found.given, found.predicted, found.voxels) == (0, 2, int((truth == 2).sum()))


def test_two_labels_that_were_swapped_are_disputed_most() -> None:
    _, truth = two_blobs(0)
    swapped = np.array([0, 2, 1], np.uint8)[truth]
    shifted = np.roll(truth, 1, axis=2)
    assert disputed(truth, swapped).belief < disputed(truth, shifted).belief
    assert disputed(truth, swapped).belief < disputed(truth, truth).belief


def test_ignored_voxels_are_not_disputed() -> None:
    _, truth = two_blobs(0)
    given = truth.copy()
    given[truth == 2] = IGNORE
    found = disputed(truth, given)
    assert (found.voxels, found.index) == (0, None)


def test_two_empty_masks_agree() -> None:
    empty = np.zeros((4, 5, 6), np.uint8)
    assert disputed(empty, empty).belief == 1.0


def test_labels_that_may_overlap_are_compared_one_by_one() -> None:
    _, truth = two_blobs(0)
    p = np.stack([np.where(truth == v, 0.9, 0.1) for v in (1, 2)]).astype(np.float32)
    labels = (p > 0.5).astype(np.uint8)
    given = np.where(truth == 2, 0, truth).astype(np.uint8)
    found = dispute(labels, p, given, spacing=(1, 1, 1), label_values=VALUES)
    assert (found.worst, found.predicted) == (2, 2)
    assert found.classes[1].dice == 1.0
