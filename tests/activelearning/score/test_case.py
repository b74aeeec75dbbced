import math

import numpy as np
import pytest

from activelearning.score.band import boundary_band
from activelearning.score.case import score_case
from models.uncertainty import voxel

SPACING = (1.0, 1.0, 1.0)


def sphere(radius: float, softness: float, size: int = 32) -> np.ndarray:
    """Two-class probabilities (2, z, y, x) of a ball whose border is `softness` mm wide."""
    grid = np.indices((size,) * 3) - (size - 1) / 2
    inside = 1 / (1 + np.exp((np.linalg.norm(grid, axis=0) - radius) / softness))
    return np.stack([1 - inside, inside])


def test_small_hard_outranks_large_easy_though_its_global_mean_is_lower() -> None:
    large_easy, small_hard = sphere(12, 0.6), sphere(4, 1.2)
    scores = [score_case(p, SPACING, (0, 1)) for p in (large_easy, small_hard)]
    assert voxel.entropy(large_easy).mean() > voxel.entropy(small_hard).mean()
    for measure in ("entropy", "margin", "least_confidence"):
        assert scores[1].by(measure) > scores[0].by(measure)


def test_the_measures_are_the_voxel_measures_averaged_over_the_band() -> None:
    rng = np.random.default_rng(0)
    raw = rng.random((3, 6, 6, 6)) ** 3
    p = raw / raw.sum(axis=0)
    band = boundary_band(p.argmax(axis=0) != 0, SPACING)
    doubt = score_case(p, SPACING, (0, 1, 2))
    assert doubt.entropy == pytest.approx(voxel.entropy(p)[band].mean(), abs=1e-6)
    assert doubt.margin == pytest.approx(voxel.margin(p)[band].mean(), abs=1e-6)
    assert doubt.least_confidence == pytest.approx(voxel.least_confidence(p)[band].mean(), abs=1e-6)


def test_a_label_in_doubt_has_the_greater_label_entropy() -> None:
    p = np.zeros((3, 1, 4, 40))
    p[0] = 1.0
    p[:, :, :, 5:12] = np.array([0.02, 0.96, 0.02])[:, None, None, None]
    p[:, :, :, 25:32] = np.array([0.4, 0.1, 0.5])[:, None, None, None]
    components = score_case(p, SPACING, (0, 7, 9)).components()
    assert components["label:9"] > components["label:7"]


def test_a_nearly_empty_prediction_scores_by_its_greatest_foreground_probability() -> None:
    p = np.zeros((2, 4, 4, 4))
    p[0] = 0.99
    p[0, 1, 2, 3] = 0.7
    p[1] = 1 - p[0]
    doubt = score_case(p, SPACING, (0, 1))
    assert doubt.nearly_empty
    assert doubt.entropy == pytest.approx(0.3)
    assert doubt.band_probabilities == pytest.approx((0.7, 0.3))


def test_full_doubt_is_one_and_none_is_zero() -> None:
    even = np.full((4, 4, 4, 4), 0.25)
    even[1] += 1e-9
    worst = score_case(even, SPACING, (0, 1, 2, 3))
    assert worst.entropy == pytest.approx(1.0)
    assert worst.margin == pytest.approx(1.0)
    assert worst.least_confidence == pytest.approx(1.0)
    sure = np.zeros((2, 4, 4, 4))
    sure[1, :, :, :2] = sure[0, :, :, 2:] = 1.0
    assert score_case(sure, SPACING, (0, 1)).entropy == 0.0


def test_no_number_leaves_zero_to_one_or_is_not_finite() -> None:
    doubt = score_case(sphere(6, 0.03).astype(np.float32), SPACING, (0, 1))
    assert all(math.isfinite(v) and 0 <= v <= 1 for v in doubt.components().values())


def test_probabilities_of_another_number_of_labels_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2, 3, 3, 3\), expected .* C = 3"):
        score_case(np.zeros((2, 3, 3, 3)), SPACING, (0, 1, 2))
