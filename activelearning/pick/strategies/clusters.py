"""Typical cases: of each cluster of embeddings the one in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats, PickContext
from activelearning.pick.parameters import integer

Labels = NDArray[np.intp]


@dataclass(frozen=True)
class Medoids:
    """As many k-means clusters as places; of each the case nearest to its centre, largest first.

    The cases are those of CLUE (arXiv 2010.08666) with equal weights.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"embedding"})

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        pool, _ = basket.pool.embeddings(context)
        number = 0
        while (may := np.flatnonzero(basket.open() & basket.pool.embedded)).size:
            labels, centres = clustered(pool[may], basket.room, rng)
            for cluster in _largest_first(labels):
                number += 1
                members = may[labels == cluster]
                distance = np.linalg.norm(pool[members] - centres[cluster], axis=1)
                order = members[np.lexsort((members, distance))]
                _take_first(basket, order, f"medoid:{number}")


@dataclass(frozen=True)
class TypiClust:
    """The densest case of the largest cluster that nothing labelled is in (arXiv 2202.02794).

    As many clusters as cases are labelled and asked for, at most `clusters`; density is one over
    the mean distance to the `neighbours` nearest of the cluster.

    As scikit-activeml has it, but that it draws among clusters of one size and here the first goes
    first. The authors' code leaves clusters of up to 5 out and counts neighbours in half of a small
    one; of the few dozen cases that a pool may be, nothing might be left.
    """

    needs: ClassVar[frozenset[str]] = frozenset({"embedding"})
    neighbours: int = integer(20, 1, 200)
    clusters: int = integer(500, 2, 2000)

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        pool, labelled = basket.pool.embeddings(context)
        known = np.flatnonzero(basket.pool.embedded)
        if not known.size or not basket.room:
            return
        points = np.vstack([pool[known], labelled])
        count = min(len(labelled) + len(basket.taken) + basket.room, self.clusters)
        labels, _ = clustered(points, count, rng)
        of_pool = np.full(len(pool), -1)
        of_pool[known] = labels[: len(known)]
        covered = np.bincount(labels[len(known) :], minlength=int(labels.max()) + 1)
        np.add.at(covered, [c for c in of_pool[basket.positions()] if c >= 0], 1)
        typical = _typicality(points, labels, self.neighbours)[: len(known)]
        values = np.full(len(pool), np.nan)
        values[known] = typical
        _take_typical(basket, of_pool, covered, values)


def _take_typical(basket: Basket, of_pool: Labels, covered: Labels, typical: Floats) -> None:
    """Least covered clusters first, the larger first of these; in each the most typical."""
    while (may := basket.open() & (of_pool >= 0)).any():
        sizes = np.bincount(of_pool[may], minlength=len(covered))
        alive = np.flatnonzero(sizes)
        cluster = min(alive, key=lambda one: (covered[one], -sizes[one], one))
        inside = may & (of_pool == cluster)
        at = int(np.where(inside, typical, -np.inf).argmax())
        basket.take(at, f"typical:{cluster + 1}", float(typical[at]))
        covered[cluster] += 1


def clustered(points: Floats, count: int, rng: np.random.Generator) -> tuple[Labels, Floats]:
    """k-means labels (N,) and centres (k, D); no more clusters than different points."""
    different = len(np.unique(points, axis=0))
    seed = int(rng.integers(2**31))
    found = KMeans(n_clusters=min(count, different), n_init=4, random_state=seed).fit(points)
    return found.labels_.astype(np.intp), found.cluster_centers_


def _largest_first(labels: Labels) -> list[int]:
    sizes = np.bincount(labels)
    return sorted(range(len(sizes)), key=lambda cluster: (-sizes[cluster], cluster))


def _take_first(basket: Basket, order: Labels, rule: str) -> None:
    free = basket.open()
    for position in order:
        if free[position]:
            basket.take(int(position), rule)
            return


def _typicality(points: Floats, labels: Labels, neighbours: int) -> Floats:
    """(N,) one over the mean distance to the nearest points of the same cluster."""
    found = np.full(len(points), np.inf)
    for cluster in np.unique(labels):
        inside = np.flatnonzero(labels == cluster)
        others = min(neighbours, len(inside) - 1)
        if others > 0:
            apart = np.linalg.norm(points[inside][:, None] - points[inside][None], axis=2)
            mean = np.sort(apart, axis=1)[:, 1 : others + 1].mean(axis=1)
            found[inside] = 1.0 / np.maximum(mean, 1e-12)
    return np.where(np.isinf(found), 0.0, found)
