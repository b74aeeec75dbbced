import numpy as np
import pytest
import torch

from activelearning.score.aggregate import AGGREGATIONS, Band, Mean, PatchMax, Soft, TopK
from activelearning.score.case import score_case
from activelearning.score.errors import ScoreProblem
from models.uncertainty import voxel
from tests.activelearning.score.evidence import (
    evidence,
    noisy_members,
    random_probabilities,
    sphere,
)

LARGE, SMALL = 12.0, 4.0
EASY, HARD = 0.6, 1.2
BALLS = {
    (size, how): sphere(radius, softness)
    for size, radius in (("large", LARGE), ("small", SMALL))
    for how, softness in (("easy", EASY), ("hard", HARD))
}


def scores(key: str) -> dict[tuple[str, str], float]:
    return {ball: score_case(evidence(p)).values[key] for ball, p in BALLS.items()}


@pytest.mark.parametrize("measure", ["entropy", "margin", "least_confidence"])
def test_the_band_ranks_both_hard_balls_above_both_easy_ones(measure: str) -> None:
    found = scores(measure)
    hard = [found[size, "hard"] for size in ("large", "small")]
    easy = [found[size, "easy"] for size in ("large", "small")]
    assert min(hard) > max(easy)


@pytest.mark.parametrize(
    "key",
    [
        "entropy.mean",  # more border, more doubt
        "entropy.top_k",  # a hundredth of the volume is all border of the large, half of the small
    ],
)
def test_what_looks_at_the_volume_ranks_large_easy_above_small_hard(key: str) -> None:
    found = scores(key)
    assert found["large", "easy"] > found["small", "hard"]


@pytest.mark.parametrize("key", ["entropy.soft", "soft_dice"])
def test_what_is_relative_to_the_structure_ranks_small_hard_above_large_easy(key: str) -> None:
    found = scores(key)
    assert found["small", "hard"] > found["large", "easy"]


@pytest.mark.parametrize("key", ["entropy.mean", "entropy.top_k", "entropy.soft", "soft_dice"])
@pytest.mark.parametrize("size", ["large", "small"])
def test_every_way_ranks_hard_above_easy_of_one_size(key: str, size: str) -> None:
    found = scores(key)
    assert found[size, "hard"] > found[size, "easy"]


def test_members_that_differ_on_a_small_ball_disagree_more_than_on_a_large() -> None:
    disagreement = []
    for radius, softness in ((SMALL, 1.0), (LARGE, 0.3)):
        members = noisy_members(radius, softness)
        mean = np.mean(members, axis=0)
        expected = voxel.expected_entropy(members)
        doubt = score_case(evidence(mean, expected=expected), pairwise_dice=0.5)
        disagreement.append(doubt.values["mutual_information"])
    assert disagreement[0] > disagreement[1]


def test_the_mean_is_the_volume_s() -> None:
    p = random_probabilities((3, 5, 6, 7))
    found = evidence(p)
    assert Mean()(found.maps["entropy"], found) == pytest.approx(voxel.entropy(p).mean(), abs=1e-5)


def test_top_k_is_the_mean_of_the_greatest_share_of_the_volume() -> None:
    p = random_probabilities((2, 10, 10, 10))
    found = evidence(p)
    greatest = np.sort(voxel.entropy(p).ravel())[-50:]
    assert TopK(0.05)(found.maps["entropy"], found) == pytest.approx(greatest.mean(), abs=1e-5)


def test_top_k_counts_what_is_outside_the_box_as_sure() -> None:
    p = np.zeros((2, 30, 30, 30))
    p[0] = 1.0
    p[:, 15, 15, 15] = 0.5
    found = evidence(p)
    assert TopK(0.01)(found.maps["entropy"], found) == pytest.approx(1 / 270, abs=1e-6)


@pytest.mark.parametrize("shape", [(12, 12, 12), (12, 20, 16)])
def test_patch_max_is_the_greatest_of_avg_pool3d(shape: tuple[int, ...]) -> None:
    p = random_probabilities((3, *shape))
    found = evidence(p, whole=True)
    pooled = torch.nn.functional.avg_pool3d(
        torch.from_numpy(found.maps["entropy"])[None], kernel_size=4, stride=1
    )
    patch = PatchMax(patch_mm=4.0)(found.maps["entropy"], found)
    assert patch == pytest.approx(float(pooled.max()), abs=1e-5)


def test_a_patch_is_in_millimetres_and_no_longer_than_the_volume() -> None:
    p = random_probabilities((2, 1, 12, 12))
    found = evidence(p, (5.0, 0.5, 1.0), whole=True)
    pooled = torch.nn.functional.avg_pool3d(
        torch.from_numpy(found.maps["entropy"])[None], kernel_size=(1, 8, 4), stride=1
    )
    patch = PatchMax(patch_mm=4.0)(found.maps["entropy"], found)
    assert patch == pytest.approx(float(pooled.max()), abs=1e-5)


def test_soft_weighs_doubt_by_where_a_class_is_thought_to_be() -> None:
    p = random_probabilities((3, 5, 5, 5))
    found = evidence(p)
    doubt = voxel.entropy(p)
    by_hand = np.mean([(p[c] * doubt).sum() / p[c].sum() for c in (1, 2)])
    assert Soft()(found.maps["entropy"], found) == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("way", [Band(), *AGGREGATIONS.values()])
def test_even_doubt_everywhere_is_that_doubt_in_every_way(way: object) -> None:
    even = np.full((2, 6, 6, 6), 0.5)
    even[1] += 1e-6
    found = evidence(even)
    assert way(found.maps["entropy"], found) == pytest.approx(1.0, abs=1e-5)  # type: ignore[operator]


@pytest.mark.parametrize("wrong", [0.0, -0.1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ScoreProblem, match="share"):
        TopK(wrong)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("inf"), float("nan")])
def test_a_patch_without_a_length_is_refused(wrong: float) -> None:
    with pytest.raises(ScoreProblem, match="patch"):
        PatchMax(wrong)
