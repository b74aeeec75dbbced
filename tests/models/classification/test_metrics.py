from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from models.classification.metrics import score_finding
from models.classification.ranking import auroc, average_precision, sensitivity_at_specificity
from models.classification.rows import Rows, patient_interval
from models.classification.triage import (
    abnormal_labels,
    abnormality,
    fit_triage,
    score_triage,
)
from tests.models.classification.films import tiny_spec

NAN = float("nan")


def rows(n: int, *, apart: float, films_a_patient: int = 1, seed: int = 0) -> Rows:
    rng = np.random.default_rng(seed)
    labels = (np.arange(n) % 2).astype(float)
    probabilities = 1 / (1 + np.exp(-(labels - 0.5) * apart - rng.normal(0, 1, n)))
    return Rows.of(probabilities, labels, [f"p{i // films_a_patient}" for i in range(n)])


def test_figures_of_a_finding_worked_out_by_hand() -> None:
    one = Rows.of(
        np.array([0.9, 0.8, 0.4, 0.3, 0.2]), np.array([1, 0, 1, 0, NAN]), ["a", "b", "c", "d", "e"]
    )
    scores = score_finding(one, np.random.default_rng(0))
    assert (scores.n, scores.patients, scores.present, scores.why) == (4, 4, 2, "")
    assert scores.auroc is not None
    assert scores.auroc.mean == 0.75  # of four pairs one is the wrong way round
    assert (scores.auroc.low, scores.auroc.high) == (None, None)  # too few patients
    assert scores.average_precision is not None
    assert scores.average_precision.mean == pytest.approx((1 + 2 / 3) / 2)
    assert scores.sensitivity is not None
    assert scores.sensitivity.mean == 0.5
    assert scores.brier is not None
    assert scores.brier.mean == pytest.approx((0.01 + 0.64 + 0.36 + 0.09) / 4)


def test_resampled_figures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(4)
    labels = np.array([0.0, 1.0] * 30)
    ties = np.round(rng.random(60), 1)  # of which many are alike
    some = Rows.of(ties, labels, [f"p{i}" for i in range(60)])
    weights = rng.integers(0, 4, (5, 60)).astype(float)
    for row, one in enumerate(weights):
        given = {"sample_weight": one}
        assert auroc(some, weights)[row] == pytest.approx(roc_auc_score(labels, ties, **given))
        expected = average_precision_score(labels, ties, **given)
        assert average_precision(some, weights)[row] == pytest.approx(expected)
        wrong, right, _ = roc_curve(labels, ties, **given)
        best = sensitivity_at_specificity(some, weights)[row]
        assert best == pytest.approx(right[wrong <= 0.1 + 1e-9].max())


def test_the_interval_holds_the_value_and_is_wider_where_patients_have_several_films() -> None:
    alone, together = rows(200, apart=1), rows(200, apart=1, films_a_patient=10)
    one = patient_interval(auroc, alone, np.random.default_rng(0))
    other = patient_interval(auroc, together, np.random.default_rng(0))
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.mean < one.high
    assert 0.05 < one.high - one.low < 0.2
    assert (one.patients, other.patients) == (200, 20)
    assert one == patient_interval(auroc, alone, np.random.default_rng(0))


def test_one_side_only_and_no_label_at_all_are_named() -> None:
    every = Rows.of(np.array([0.7, 0.2]), np.array([1.0, 1.0]), ["a", "b"])
    scores = score_finding(every, np.random.default_rng(0))
    assert (scores.why, scores.auroc) == ("one_class_only", None)
    assert scores.ece is not None
    none = score_finding(Rows.of(np.array([0.7]), np.array([NAN]), ["a"]), np.random.default_rng(0))
    assert (none.why, none.n, none.brier) == ("no_label", 0, None)


def test_a_small_group_says_only_that_it_is_small() -> None:
    small = score_finding(rows(9, apart=2), np.random.default_rng(0), suppress=True)
    assert (small.why, small.auroc, small.brier, small.ece) == ("too_few", None, None, None)
    large = score_finding(rows(40, apart=2), np.random.default_rng(0), suppress=True)
    assert large.why == ""


def test_triage_keeps_the_share_of_abnormal_films_that_was_asked_for() -> None:
    rng = np.random.default_rng(0)
    abnormal = (np.arange(400) % 2).astype(float)
    scores = np.clip(abnormal * 0.4 + rng.random(400) * 0.6, 0, 1)
    triage = fit_triage(scores, abnormal, 0.9)
    assert triage is not None
    assert (scores[abnormal == 1] >= triage.threshold).mean() >= 0.9
    assert (scores[abnormal == 1] > triage.threshold).mean() < 0.9  # and no threshold is higher
    judged = score_triage(triage, scores, abnormal, [f"p{i}" for i in range(400)], rng)
    assert judged.sensitivity is not None
    assert judged.sensitivity.mean == pytest.approx(0.9, abs=0.006)
    assert judged.cleared is not None
    assert judged.cleared.mean == pytest.approx((scores < triage.threshold).mean())
    assert judged.specificity is not None
    assert judged.specificity.low is not None
    assert judged.specificity.low < judged.specificity.mean


def test_triage_needs_abnormal_films_and_films_of_both_sides() -> None:
    scores, abnormal = np.array([0.9, 0.8, 0.1]), np.array([1.0, 1.0, 0.0])
    assert fit_triage(scores, abnormal) is None
    triage = fit_triage(np.linspace(0, 1, 10), np.ones(10))
    assert triage is not None
    judged = score_triage(triage, scores[:2], abnormal[:2], ["a", "b"], np.random.default_rng(0))
    assert (judged.why, judged.sensitivity) == ("one_class_only", None)


def test_abnormal_is_not_normal_or_else_any_finding() -> None:
    probabilities = np.array([[0.9, 0.3], [0.2, 0.6]])
    np.testing.assert_allclose(abnormality(probabilities, tiny_spec()), [0.1, 0.8])
    np.testing.assert_allclose(abnormality(probabilities, tiny_spec(normal="")), [0.9, 0.6])
    labels = np.array([[1, 0], [NAN, 1], [0, NAN], [0, 0]])
    np.testing.assert_array_equal(abnormal_labels(labels, tiny_spec()), [0, NAN, 1, 1])
    np.testing.assert_array_equal(abnormal_labels(labels, tiny_spec(normal="")), [1, 1, NAN, 0])
