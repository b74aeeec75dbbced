import math

import numpy as np
import pytest

from activelearning.score.case import score_case
from activelearning.score.errors import ScoreProblem
from models.uncertainty import voxel
from tests.activelearning.score.evidence import evidence, random_probabilities, sphere

MEASURES = ("entropy", "margin", "least_confidence")


def test_a_measure_alone_is_the_voxel_measure_averaged_over_the_band() -> None:
    p = random_probabilities((3, 6, 6, 6))
    found = evidence(p)
    doubt = score_case(found)
    for measure in MEASURES:
        expected = getattr(voxel, measure)(p)[found.band].mean()
        assert doubt.values[measure] == pytest.approx(expected, abs=1e-5)


def test_margin_and_least_confidence_can_be_had_from_the_stored_band_probabilities() -> None:
    doubt = score_case(evidence(random_probabilities((4, 6, 6, 6))))
    first, second = doubt.band_probabilities[:2]
    assert doubt.values["margin"] == pytest.approx(1 - (first - second), abs=1e-5)
    assert doubt.values["least_confidence"] == pytest.approx((1 - first) * 4 / 3, abs=1e-5)


def test_the_keys_are_those_that_strategies_and_screens_know() -> None:
    p = random_probabilities((3, 6, 6, 6))
    keys = set(score_case(evidence(p)).components())
    ways = {f"{m}{way}" for m in MEASURES for way in ("", ".mean", ".top_k", ".patch_max", ".soft")}
    per_label = {f"{kind}:{label}" for kind in ("class_entropy", "label") for label in (1, 2)}
    assert keys == ways | per_label | {"soft_dice", "foreground", "foreground_voxels"}


def test_members_add_what_they_disagree_on() -> None:
    p = random_probabilities((3, 6, 6, 6))
    expected = voxel.entropy(p) * np.float32(0.75)
    doubt = score_case(evidence(p, expected=expected), pairwise_dice=0.8)
    assert doubt.values["expected_entropy"] == pytest.approx(
        0.75 * doubt.values["entropy"], abs=1e-5
    )
    assert doubt.values["mutual_information"] == pytest.approx(
        0.25 * doubt.values["entropy"], abs=1e-5
    )
    assert doubt.values["pairwise_dice"] == pytest.approx(0.2)
    assert "mutual_information.patch_max" in doubt.components()


def test_a_label_in_doubt_has_the_greater_label_entropy() -> None:
    p = np.zeros((3, 1, 4, 40))
    p[0] = 1.0
    p[:, :, :, 5:12] = np.array([0.02, 0.96, 0.02])[:, None, None, None]
    p[:, :, :, 25:32] = np.array([0.4, 0.1, 0.5])[:, None, None, None]
    components = score_case(evidence(p)).components()
    assert components["label:2"] > components["label:1"]
    assert components["class_entropy:2"] > components["class_entropy:1"]


def test_a_nearly_empty_prediction_scores_by_its_greatest_foreground_probability() -> None:
    p = np.zeros((2, 4, 4, 4))
    p[0] = 0.99
    p[0, 1, 2, 3] = 0.7
    p[1] = 1 - p[0]
    doubt = score_case(evidence(p))
    assert doubt.nearly_empty
    assert doubt.values["entropy"] == pytest.approx(0.3)
    assert doubt.values["soft_dice"] == pytest.approx(0.3)
    assert doubt.band_probabilities == pytest.approx((0.7, 0.3))


def test_full_doubt_is_one_and_none_is_zero() -> None:
    even = np.full((4, 4, 4, 4), 0.25)
    even[1] += 1e-7
    even[2] -= 1e-7
    worst = score_case(evidence(even))
    for measure in MEASURES:
        assert worst.values[measure] == pytest.approx(1.0, abs=2e-6)
    sure = np.zeros((2, 4, 4, 4))
    sure[1, :, :, :2] = sure[0, :, :, 2:] = 1.0
    assert score_case(evidence(sure)).values["entropy"] == 0.0


def test_where_all_is_foreground_the_whole_volume_counts() -> None:
    p = np.stack([np.full((4, 4, 4), 0.3), np.full((4, 4, 4), 0.7)])
    doubt = score_case(evidence(p))
    assert doubt.values["entropy"] == pytest.approx(float(voxel.entropy(p).mean()), abs=1e-5)
    assert doubt.values["foreground_voxels"] == 1.0


def test_one_voxel_has_a_score() -> None:
    doubt = score_case(evidence(np.array([0.4, 0.6]).reshape(2, 1, 1, 1)))
    assert doubt.nearly_empty
    assert doubt.values["entropy"] == pytest.approx(0.6)


def test_a_model_that_sees_nothing_anywhere_has_no_doubt() -> None:
    p = np.zeros((3, 5, 5, 5))
    p[0] = 1.0
    assert set(score_case(evidence(p)).components().values()) == {0.0}


def test_a_label_that_is_nowhere_does_not_hide_the_other() -> None:
    two = np.zeros((3, 32, 32, 32))
    two[:2] = sphere(8, 1.0)
    with_absent, alone = score_case(evidence(two)), score_case(evidence(two[:2]))
    assert with_absent.values["label:2"] == 0.0
    assert with_absent.values["soft_dice"] == pytest.approx(alone.values["soft_dice"])
    ratio = with_absent.values["entropy.soft"] / alone.values["entropy.soft"]
    assert ratio == pytest.approx(math.log(2) / math.log(3), abs=1e-3)


def test_a_label_that_a_softmax_leaves_a_trace_of_everywhere_has_no_doubt_of_its_own() -> None:
    """No softmax says 0: a millionth beside a doubtful border is no doubt about that label."""
    p = np.zeros((3, 32, 32, 32))
    p[:2], p[2] = sphere(8, 1.0), 1e-6
    values = score_case(evidence(p)).values
    assert values["label:2"] == 0.0
    assert values["label:1"] > 0.3


def test_no_number_leaves_zero_to_one_or_is_not_finite() -> None:
    doubt = score_case(evidence(sphere(6, 0.03)))
    assert all(math.isfinite(v) and 0 <= v <= 1 for v in doubt.components().values())


def test_the_box_changes_no_score_by_more_than_what_is_sure_outside() -> None:
    p = np.zeros((2, 48, 40, 44))
    p[1] = 1e-6
    p[1, 8:40, 4:36, 6:38] = sphere(9, 0.8)[1]
    p[0] = 1 - p[1]
    boxed, whole = score_case(evidence(p)), score_case(evidence(p, whole=True))
    assert evidence(p).probabilities[0].size < p[0].size * 0.6
    for key, value in whole.components().items():
        assert boxed.values[key] == pytest.approx(value, abs=1e-4), key


@pytest.mark.parametrize("head", ["softmax", "sigmoid"])
def test_values_that_are_no_probabilities_are_refused_by_name(head: str) -> None:
    p = random_probabilities((3, 6, 6, 6))
    for spoiled in (np.where(p > 0.9, np.nan, p), p * 3):
        with pytest.raises(ScoreProblem, match="expected 0 to 1"):
            evidence(spoiled, head=head)


def test_an_empty_volume_is_refused() -> None:
    with pytest.raises(ScoreProblem, match="none empty"):
        evidence(np.zeros((2, 0, 4, 4)))


def test_a_dice_between_members_beyond_one_is_refused() -> None:
    with pytest.raises(ScoreProblem, match=r"1\.2"):
        score_case(evidence(sphere(5, 0.5)), pairwise_dice=1.2)
