"""numpy's stable argsort is the oracle for what modAL answers, modAL's own functions for measures."""

import numpy as np
import pytest
from modAL.batch import ranked_batch
from modAL.uncertainty import margin_sampling, uncertainty_sampling

from activelearning.pick.modal_adapter import (
    LabelledCases,
    next_of_ranked_batch,
    rank_by_utility,
)
from activelearning.score.case import score_case
from tests.activelearning.pick.pools import cases, embedded, pick
from tests.activelearning.score.evidence import evidence


@pytest.mark.parametrize("seed", range(5))
def test_the_ranking_agrees_with_argsort_ties_included(seed: int) -> None:
    utility = np.random.default_rng(seed).integers(0, 4, 60) / 4
    assert rank_by_utility(utility) == np.argsort(-utility, kind="stable").tolist()


def test_what_has_no_utility_is_left_out() -> None:
    assert rank_by_utility(np.array([np.nan, 0.2, np.nan, 0.7])) == [3, 1]
    assert rank_by_utility(np.array([np.nan])) == []


def test_stored_margin_and_least_confidence_rank_as_modal_ranks_the_stored_probabilities() -> None:
    rng = np.random.default_rng(3)
    doubts = []
    for alpha in (0.2, 0.5, 1.0, 2.0, 5.0):
        drawn = rng.dirichlet(np.full(3, alpha), size=(6, 7, 8))
        doubts.append(score_case(evidence(np.moveaxis(drawn, -1, 0))))
    stored = np.array([one.band_probabilities for one in doubts])

    class Classifier:
        def predict_proba(self, rows: np.ndarray) -> np.ndarray:
            return stored[rows[:, 0]]

    rows = np.arange(5)[:, None]
    for query, key in ((margin_sampling, "margin"), (uncertainty_sampling, "least_confidence")):
        utility = np.array([one.components()[key] for one in doubts])
        for count in range(1, 5):
            chosen, _ = query(Classifier(), rows, n_instances=count)
            assert set(chosen.tolist()) == set(rank_by_utility(utility)[:count])


def test_one_by_one_is_modals_ranked_batch() -> None:
    rng = np.random.default_rng(5)
    points, doubts = rng.normal(size=(20, 3)), rng.uniform(size=20)
    whole, _ = ranked_batch(LabelledCases(None), points, doubts, 6, "euclidean", None)
    choices = pick(embedded(points, doubts), strategy="ranked_batch", size=6, random_share=0.0)
    assert cases(choices) == whole.tolist()


def test_the_next_of_a_ranked_batch_lies_far_from_what_is_labelled() -> None:
    points = np.array([[0.0, 0.0], [0.1, 0.0], [9.0, 9.0]])
    assert next_of_ranked_batch(points, np.full(3, 0.5), np.zeros((1, 2))) == 2
