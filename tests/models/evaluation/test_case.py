from __future__ import annotations

import numpy as np
import pytest

from models.errors import InputProblem
from models.evaluation.calibration import calibration_sums
from models.evaluation.case import CaseScores, class_dice, score_case
from models.labelmap import IGNORE
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
    assert calibration_sums(p, truth, margin_voxels=50).ece == pytest.approx(0, abs=1e-6)


def test_a_network_that_is_sure_and_wrong_is_not() -> None:
    truth = np.ones((4, 4, 4), np.uint8)
    p = np.stack([np.ones((4, 4, 4)), np.zeros((4, 4, 4))]).astype(np.float32)
    assert calibration_sums(p, truth).ece == pytest.approx(1.0)


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


def test_volumes_are_in_ml_and_their_error_is_a_share_of_the_truth() -> None:
    truth = np.zeros((10, 10, 10), np.uint8)
    truth[2:6, 2:7, 2:7] = 1  # 100 voxels
    labels = truth.copy()
    labels[6, 2:7, 2:7] = 1  # 25 more
    scores = score_case(
        labels, truth, case="a", patient="p", spacing=(2, 1, 1), label_values=(0, 1, 2)
    )
    one, absent = scores.classes[1], scores.classes[2]
    assert (one.volume, one.truth_volume) == (0.25, 0.2)
    assert one.volume_bias == pytest.approx(0.05)
    assert one.volume_error == pytest.approx(0.25)
    assert (absent.volume_bias, absent.volume_error) == (0.0, None)


def test_records_of_before_volumes_were_measured_are_still_read() -> None:
    _, truth = two_blobs(0)
    old = scored(truth, truth).to_json()
    for name in ("ace", "brier"):
        del old[name]
    for one in old["classes"].values():
        del one["volume"], one["truth_volume"]
    assert CaseScores.from_json(old).classes[1].volume_bias is None


def test_ignored_voxels_count_in_no_score() -> None:
    _, truth = two_blobs(0)
    wrong = truth.copy()
    wrong[:, :, : truth.shape[2] // 2] = 1  # nonsense where nobody labelled
    partly = truth.copy()
    partly[:, :, : truth.shape[2] // 2] = IGNORE
    scores = scored(wrong, partly)
    assert (scores.dice, scores.nsd, scores.hd95) == (1.0, 1.0, 0.0)
    assert scores.classes[1].volume == scores.classes[1].truth_volume


def test_where_the_label_ends_at_what_nobody_labelled_is_no_surface() -> None:
    truth = np.zeros((12, 12, 12), np.uint8)
    truth[2:10, 2:10, 2:10] = 1
    truth[:, :, 6:] = IGNORE
    labels = np.where(truth == 1, 1, 0).astype(np.uint8)
    labels[:, :, 4:6] = 0  # too short by two voxels where the label goes on
    scores = scored(labels, truth).classes[1]
    assert scores.hd95 == pytest.approx(2.0)  # to the far face's rim, not to the cut


def test_labels_that_may_overlap_are_scored_one_by_one() -> None:
    _, truth = two_blobs(0)
    layers = np.stack([truth == 1, truth >= 1]).astype(np.uint8)
    scores = scored(layers, layers)
    assert (scores.dice, list(scores.classes)) == (1.0, [1, 2])
    half = layers.copy()
    half[1] = 0
    assert scored(half, layers).classes[2].dice == 0.0


def test_dice_alone_is_that_of_the_whole_scores() -> None:
    rng = np.random.default_rng(3)
    labels, truth = (rng.choice([0, 3, 7], size=(4, 5, 6)).astype(np.uint8) for _ in range(2))
    truth[0] = IGNORE
    whole = score_case(
        labels, truth, case="a", patient="p", spacing=(1, 1, 1), label_values=(0, 3, 7)
    )
    assert class_dice(labels, truth, (0, 3, 7)) == {k: v.dice for k, v in whole.classes.items()}
