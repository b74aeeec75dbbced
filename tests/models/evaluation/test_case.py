from __future__ import annotations

import numpy as np
import pytest

from models.errors import InputProblem
from models.evaluation.calibration import expected_calibration_error
from models.evaluation.case import CaseScores, score_case
from tests.models.volumes import two_blobs


def scored(labels: np.ndarray, truth: np.ndarray) -> CaseScores:
    return score_case(
        labels, truth, case="a", patient="p", spacing=(1, 1, 1), label_values=(0, 1, 2)
    )


def test_a_perfect_prediction() -> None:
    _, truth = two_blobs(0)
    scores = scored(truth, truth)
    assert (scores.dice, scores.nsd, scores.hd95, scores.failed) == (1.0, 1.0, 0.0, False)


def test_a_missed_structure_is_a_failure() -> None:
    _, truth = two_blobs(0)
    scores = scored(np.where(truth == 2, 0, truth).astype(np.uint8), truth)
    assert scores.failed
    assert scores.classes[1].dice == 1.0
    assert scores.dice == 0.5


def test_scores_survive_json() -> None:
    _, truth = two_blobs(0)
    scores = scored(truth, truth)
    assert CaseScores.from_json(scores.to_json()) == scores


def test_another_shape_is_refused() -> None:
    _, truth = two_blobs(0)
    with pytest.raises(InputProblem, match="approved mask"):
        scored(truth[1:], truth)


def test_a_network_that_is_as_sure_as_it_is_right_is_calibrated() -> None:
    truth = np.zeros((10, 10, 10), np.uint8)
    truth.flat[:250] = 1
    p = np.empty((2, 10, 10, 10), np.float32)
    p[0], p[1] = 0.75, 0.25
    # the true foreground spans the box of the first planes; no margin: exactly those count
    assert expected_calibration_error(p, truth, margin_voxels=50) == pytest.approx(0, abs=1e-6)


def test_a_network_that_is_sure_and_wrong_is_not() -> None:
    truth = np.ones((4, 4, 4), np.uint8)
    p = np.stack([np.ones((4, 4, 4)), np.zeros((4, 4, 4))]).astype(np.float32)
    assert expected_calibration_error(p, truth) == pytest.approx(1.0)


def test_labels_that_are_not_consecutive_are_scored_by_value() -> None:
    truth = np.zeros((4, 4, 4), np.uint8)
    truth[0] = 7
    p = np.stack([truth == 0, truth == 7]).astype(np.float32)
    scores = score_case(
        truth,
        truth,
        case="a",
        patient="p",
        spacing=(1, 1, 1),
        label_values=(0, 7),
        probabilities=p,
    )
    assert scores.ece == 0.0
    assert list(scores.classes) == [7]
