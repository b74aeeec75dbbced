"""BADGE: doubtful and diverse at once (Ash et al., arXiv 1906.03671)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Candidate, Floats, PickContext
from activelearning.pick.strategies.coreset import nearest


@dataclass(frozen=True)
class Badge:
    """k-means++ seeding on gradient embeddings.

    The gradient embedding is that of the last layer's weights under the label that the model would
    guess. A case has no single label, so its class probabilities stand in: of a segmentation the
    mean sorted probabilities of the boundary band, where the guess is the first; of findings, each
    on its own, with the likelier answer as the guess. Its length grows with doubt, its direction
    says what kind of case it is.

    scikit-activeml's weights count zero as a centre from the second case on; those of the paper's authors
    do not, and ours neither. It knows no findings: of a single one its gradients are ours times sqrt(2).
    """

    needs: ClassVar[frozenset[str]] = frozenset({"model", "embedding"})

    def fill(self, basket: Basket, context: PickContext, rng: np.random.Generator) -> None:
        known = np.array([_has_gradient(one) for one in basket.pool.candidates], bool)
        gradients = gradient_embeddings(basket.pool.candidates)
        distance = nearest(gradients, gradients[[at for at in basket.positions() if known[at]]])
        while (may := basket.open() & known).any():
            at = _next(may, distance, gradients, rng)
            basket.take(at, "diverse", float(np.linalg.norm(gradients[at])))
            distance = np.minimum(distance, np.linalg.norm(gradients - gradients[at], axis=1))


def _next(may: np.ndarray, distance: Floats, gradients: Floats, rng: np.random.Generator) -> int:
    """The longest gradient first; then drawn with weights of the squared distance."""
    if np.isinf(distance).all():
        return int(np.where(may, np.linalg.norm(gradients, axis=1), -np.inf).argmax())
    weights = np.where(may, distance, 0.0) ** 2
    if not weights.sum() > 0:
        return int(rng.choice(np.flatnonzero(may)))
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def gradient_embeddings(candidates: tuple[Candidate, ...]) -> Floats:
    """(N, C D): (p - guess) x embedding; zero where a case has no probabilities or embedding."""
    rows = [_gradient(one) if _has_gradient(one) else np.zeros(0) for one in candidates]
    length = max((len(row) for row in rows), default=0)
    found = np.zeros((len(rows), length))
    for at, row in enumerate(rows):
        found[at, : len(row)] = row
    return found


def _has_gradient(one: Candidate) -> bool:
    return bool(one.embedding) and bool(one.findings or one.band_probabilities)


def _gradient(one: Candidate) -> Floats:
    if one.findings:
        each = np.array([one.findings[key] for key in sorted(one.findings)])
        error = each - (each >= 0.5)
    else:
        error = np.array(one.band_probabilities, np.float64)
        error[error.argmax()] -= 1.0
    return np.outer(error, np.asarray(one.embedding, np.float64)).ravel()
