"""Candidates for tests of strategies."""

from collections.abc import Sequence

import numpy as np

from activelearning.pick.batch import fill_batch
from activelearning.pick.candidates import Candidate, Choice, PickContext


def pool(count: int, *, patients: int | None = None, **fields: object) -> list[Candidate]:
    """Case i has entropy i / count; its patient is i modulo `patients`."""
    return [
        Candidate(
            case=i,
            patient=i % (patients or count),
            components={
                "entropy": i / count,
                "margin": i / count,
                "least_confidence": i / count,
            },
            band_probabilities=(1 - i / (2 * count), i / (2 * count)),
            score=i / count,
            **fields,  # type: ignore[arg-type]
        )
        for i in range(count)
    ]


def embedded(points: np.ndarray, entropies: Sequence[float] | None = None) -> list[Candidate]:
    """Case i has the embedding (N, D) of row i, and these entropies or 0.5."""
    doubts = entropies if entropies is not None else [0.5] * len(points)
    return [
        Candidate(
            case=i,
            patient=i,
            components={"entropy": float(h)},
            band_probabilities=(1 - float(h) / 2, float(h) / 2),
            embedding=tuple(map(float, row)),
        )
        for i, (row, h) in enumerate(zip(points, doubts, strict=True))
    ]


def pick(candidates: Sequence[Candidate], seed: int = 0, **changed: object) -> list[Choice]:
    options = {"strategy": "entropy", "size": 8, "random_share": 0.25} | changed
    rng = np.random.default_rng(seed)
    return fill_batch(candidates, rng=rng, **options).choices  # type: ignore[arg-type]


def cases(choices: Sequence[Choice]) -> list[int]:
    return [choice.candidate.case for choice in choices]


def cold() -> PickContext:
    return PickContext(has_model=False)
