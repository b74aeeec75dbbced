"""Labels that may lie in each other: one independent probability each."""

import numpy as np
import pytest

from activelearning.score.case import score_case
from tests.activelearning.score.evidence import evidence, sphere


def nested(outer: float, inner: float) -> np.ndarray:
    """(2, z, y, x): a ball with a core; the numbers are how soft their borders are."""
    return np.concatenate([sphere(11, outer)[1:], sphere(5, inner)[1:]])


def test_a_core_inside_a_tumour_has_a_border_of_its_own() -> None:
    band = evidence(nested(0.4, 0.4), head="sigmoid").band
    middle = band[band.shape[0] // 2, band.shape[1] // 2]
    edges = np.flatnonzero(np.diff(middle.astype(int)))
    assert len(edges) == 8  # in and out of four bands: both borders, on both sides


def test_the_label_in_doubt_is_the_one_with_the_soft_border() -> None:
    components = score_case(evidence(nested(0.2, 1.5), head="sigmoid")).components()
    assert components["label:2"] > components["label:1"]
    assert components["class_entropy:2"] > components["class_entropy:1"]


def test_margin_can_be_had_from_the_stored_band_probabilities() -> None:
    doubt = score_case(evidence(nested(0.5, 0.9), head="sigmoid"))
    likelier, less = doubt.band_probabilities
    assert doubt.values["margin"] == pytest.approx(1 - (likelier - less), abs=1e-5)
    assert doubt.values["least_confidence"] == pytest.approx(doubt.values["margin"])


def test_nothing_predicted_scores_by_the_likeliest_label() -> None:
    p = np.full((2, 4, 4, 4), 0.01)
    p[1, 2, 2, 2] = 0.4
    doubt = score_case(evidence(p, head="sigmoid"))
    assert doubt.nearly_empty
    assert doubt.values["entropy"] == pytest.approx(0.4)
