from __future__ import annotations

import numpy as np
import pytest
from skactiveml.pool import average_kl_divergence, uncertainty_scores

from activelearning.score.errors import ScoreProblem
from activelearning.score.findings import score_findings


def test_measures_are_means_over_findings_and_each_finding_has_its_own() -> None:
    doubt = score_findings(np.array([[0.5, 0.9]]), ("a", "b"), embedding=(1.0, 2.0))
    nine = -(0.9 * np.log2(0.9) + 0.1 * np.log2(0.1))
    values = doubt.components()
    assert values["entropy"] == pytest.approx((1 + nine) / 2)
    assert values["margin"] == pytest.approx((1 + 0.2) / 2)
    assert values["least_confidence"] == pytest.approx((1 + 0.2) / 2)
    assert values["class_entropy:a"] == 1
    assert values["class_entropy:b"] == pytest.approx(nine)
    assert values["finding:b"] == 0.9
    assert "mutual_information" not in values
    assert doubt.embedding == (1.0, 2.0)


def test_each_finding_is_a_question_of_two_answers_to_scikit_activeml() -> None:
    members = np.random.default_rng(0).uniform(size=(5, 3))
    values = score_findings(members, ("a", "b", "c")).values
    both = np.stack([1 - members, members], axis=2)
    mean = both.mean(axis=0)
    theirs = {
        "entropy": uncertainty_scores(mean, method="entropy") / np.log(2),
        "margin": uncertainty_scores(mean, method="margin_sampling"),
        "least_confidence": uncertainty_scores(mean, method="least_confident") * 2,
        "mutual_information": average_kl_divergence(both) / np.log(2),
    }
    for name, expected in theirs.items():
        assert values[name] == pytest.approx(expected.mean()), name


def test_margin_and_least_confidence_can_be_had_from_the_stored_probabilities() -> None:
    doubt = score_findings(np.array([[0.7, 0.2, 0.55]]), ("a", "b", "c"))
    surer, other = doubt.band_probabilities
    assert surer + other == pytest.approx(1)
    assert doubt.values["margin"] == pytest.approx(1 - (surer - other))
    assert doubt.values["least_confidence"] == pytest.approx(2 * (1 - surer))


def test_members_that_disagree_are_told_from_members_that_are_all_unsure() -> None:
    apart = score_findings(np.array([[0.99], [0.01]]), ("a",)).values
    unsure = score_findings(np.array([[0.5], [0.5]]), ("a",)).values
    assert apart["entropy"] == unsure["entropy"] == pytest.approx(1)
    assert apart["mutual_information"] > 0.9
    assert unsure["mutual_information"] == pytest.approx(0)
    assert unsure["expected_entropy"] == pytest.approx(1)


def test_triage_is_one_at_the_threshold_and_falls_off_on_both_sides() -> None:
    def triage(abnormality: float) -> float:
        said = np.array([[0.3]])
        return score_findings(said, ("a",), abnormality=abnormality, threshold=0.2).values["triage"]

    assert triage(0.2) == 1
    assert triage(0.1) == triage(0.3) == pytest.approx(1 - 0.1 / 0.8)
    assert triage(1.0) == 0
    assert "triage" not in score_findings(np.array([[0.3]]), ("a",), abnormality=0.3).values


@pytest.mark.parametrize(
    "members",
    [
        np.zeros(2),
        np.zeros((0, 2)),
        np.array([[0.2]]),
        np.array([[1.2, 0.1]]),
        np.array([[np.nan, 0]]),
    ],
)
def test_what_are_no_probabilities_is_refused(members: np.ndarray) -> None:
    with pytest.raises(ScoreProblem, match=r"expected .members, 2. in 0 to 1"):
        score_findings(members, ("a", "b"))
