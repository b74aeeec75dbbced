"""scikit-activeml is the oracle where it defines the same thing.

Ours is asked below the control arm, by the strategy itself, so that both draw from the same numbers.
"""

import numpy as np
import pytest
from skactiveml.base import SkactivemlClassifier
from skactiveml.pool import Badge, Clue, CoreSet, TypiClust

from activelearning.pick.basket import Basket, Taken
from activelearning.pick.candidates import Candidate, PickContext
from activelearning.pick.constraints import Constraints
from activelearning.pick.parameters import build
from activelearning.pick.pool import Pool
from activelearning.pick.strategies import STRATEGIES
from activelearning.pick.strategies.badge import gradient_embeddings
from activelearning.pick.strategies.coreset import nearest
from tests.activelearning.pick.pools import embedded

SEEDS = range(4)


class Told(SkactivemlClassifier):
    """Says of the pool what it was told, instead of learning anything."""

    def __init__(
        self,
        said: object,
        classes: object = None,
        missing_label: float = np.nan,
        cost_matrix: object = None,
        random_state: object = None,
    ) -> None:
        super().__init__(classes, missing_label, cost_matrix, random_state)
        self.said = said

    def fit(self, rows: object, labels: object, sample_weight: object = None) -> "Told":
        return self

    def predict_proba(self, rows: object) -> object:
        return self.said


def nothing_labelled(count: int) -> np.ndarray:
    return np.full(count, np.nan)


def ours(
    strategy: str,
    candidates: list[Candidate],
    size: int,
    rng: np.random.Generator,
    labelled: np.ndarray | None = None,
    **parameters: object,
) -> list[Taken]:
    basket = Basket(Pool.of(candidates), size=size, constraints=Constraints())
    context = PickContext() if labelled is None else PickContext(labelled_embeddings=labelled)
    build(STRATEGIES[strategy], parameters).fill(basket, context, rng)
    return basket.taken


def positions(taken: list[Taken]) -> list[int]:
    return [one.position for one in taken]


def k_means_of(seed: int) -> dict[str, int]:
    """What our strategies give to k-means when they draw from this seed."""
    return {"n_init": 4, "random_state": int(np.random.default_rng(seed).integers(2**31))}


@pytest.mark.parametrize("seed", SEEDS)
def test_coreset_takes_what_scikit_activeml_takes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(24, 3))
    labels = np.array([np.nan] * 20 + [0, 1, 0, 1])
    theirs = CoreSet(random_state=seed).query(points, labels, batch_size=6)
    taken = ours("coreset", embedded(points[:20]), 6, rng, points[20:])
    assert positions(taken) == theirs.tolist()


def test_coreset_with_nothing_labelled_differs_in_the_first_case_alone() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(24, 3))
    first, *others = positions(ours("coreset", embedded(points), 6, rng))
    labels = nothing_labelled(24)
    labels[first] = 0
    assert others == CoreSet(random_state=0).query(points, labels, batch_size=5).tolist()


def doubted(embeddings: np.ndarray, said: np.ndarray) -> list[Candidate]:
    """Case i is at row i of (N, D) and has the probabilities of row i of (N, C)."""
    return [
        Candidate(case=i, patient=i, embedding=tuple(at.tolist()), band_probabilities=tuple(p))
        for i, (at, p) in enumerate(zip(embeddings, said.tolist(), strict=True))
    ]


def drawn(rng: np.random.Generator, count: int, alpha: list[float]) -> np.ndarray:
    """(N, C) probabilities, greatest first, as they stand for a segmentation."""
    return np.sort(rng.dirichlet(alpha, size=count), axis=1)[:, ::-1]


def what_badge_draws_from(seed: int, points: np.ndarray, said: np.ndarray) -> np.random.Generator:
    """Its numbers before the first: the case that a batch of one holds is not drawn."""
    theirs = Badge(random_state=seed)
    theirs.query(points, nothing_labelled(len(points)), Told(said), fit_clf=False, batch_size=1)
    return np.random.Generator(theirs.random_state_._bit_generator)


@pytest.mark.parametrize("seed", SEEDS)
def test_badge_takes_what_scikit_activeml_takes_of_gradients_nearer_to_each_other_than_to_zero(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    points, said = 5 + rng.normal(0, 0.5, size=(30, 3)), drawn(rng, 30, [200, 120, 80])
    theirs = Badge(random_state=seed).query(
        points, nothing_labelled(30), Told(said), fit_clf=False, batch_size=8
    )
    taken = ours("badge", doubted(points, said), 8, what_badge_draws_from(seed, points, said))
    assert positions(taken) == theirs


@pytest.mark.parametrize("seed", SEEDS)
def test_badge_has_the_weights_of_scikit_activeml_which_counts_zero_as_a_centre(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, said = rng.normal(size=(30, 4)), drawn(rng, 30, [1, 1, 1])
    chosen, theirs = Badge(random_state=seed).query(
        points,
        nothing_labelled(30),
        Told(said),
        fit_clf=False,
        batch_size=8,
        return_utilities=True,
    )
    gradients = gradient_embeddings(tuple(doubted(points, said)))
    lengths = np.linalg.norm(gradients, axis=1)
    differ = 0
    for at, weights in enumerate(theirs):
        distance = nearest(gradients, gradients[chosen[:at]])
        with_zero = np.minimum(distance, lengths) ** 2
        free = ~np.isnan(weights)
        np.testing.assert_allclose((with_zero / with_zero.sum())[free], weights[free], atol=1e-7)
        differ += bool(at and (distance > lengths)[free].any())
    assert differ == 7


def test_of_one_finding_the_gradient_is_that_of_two_classes_but_for_its_scale() -> None:
    rng = np.random.default_rng(0)
    points, p = rng.normal(size=(20, 3)), rng.uniform(size=20)
    _, theirs = Badge(random_state=0).query(
        points,
        nothing_labelled(20),
        Told(np.stack([1 - p, p], axis=1)),
        fit_clf=False,
        return_utilities=True,
    )
    asked = [
        Candidate(case=i, patient=i, embedding=tuple(at), findings={"mass": float(p[i])})
        for i, at in enumerate(points)
    ]
    squared = (gradient_embeddings(tuple(asked)) ** 2).sum(axis=1)
    np.testing.assert_allclose(squared / squared.sum(), theirs[0])


def groups(rng: np.random.Generator) -> np.ndarray:
    """(48, 3), shuffled: six groups, none as large as another, for theirs draws among equal ones."""
    sizes = (3, 5, 7, 9, 11, 13)
    centres = rng.normal(0, 20, size=(6, 3))
    return rng.permutation(np.repeat(centres, sizes, axis=0) + rng.normal(size=(48, 3)))


@pytest.mark.parametrize("neighbours", [2, 5, 20])
@pytest.mark.parametrize("seed", SEEDS)
def test_typiclust_takes_what_scikit_activeml_takes(seed: int, neighbours: int) -> None:
    points = groups(np.random.default_rng(seed))
    labels = np.array([np.nan] * 46 + [0, 1])
    theirs, typical = TypiClust(
        random_state=seed, k=neighbours, cluster_algo_dict=k_means_of(seed)
    ).query(points, labels, batch_size=4, return_utilities=True)
    rng = np.random.default_rng(seed)
    taken = ours("typiclust", embedded(points[:46]), 4, rng, points[46:], neighbours=neighbours)
    assert positions(taken) == theirs.tolist()
    expected = [row[at] for row, at in zip(typical, theirs, strict=True)]
    assert [one.value for one in taken] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_medoids_are_clue_with_equal_weights(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(40, 3))
    even = (np.full((40, 2), 0.5), np.ones(40))
    theirs = Clue(random_state=seed, cluster_algo_dict=k_means_of(seed)).query(
        points, nothing_labelled(40), Told(even), fit_estimator=False, batch_size=6
    )
    taken = ours("medoids", embedded(points), 6, np.random.default_rng(seed))
    assert sorted(positions(taken)) == sorted(theirs.tolist())
