"""Pick the next batch: most doubtful cases, and a control arm drawn by chance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from activelearning.pick.candidates import Arm, Candidate, Choice
from activelearning.pick.modal_adapter import RANKINGS

RANDOM = "random"


def pick_batch(
    candidates: Sequence[Candidate],
    *,
    strategy: str,
    size: int,
    random_share: float,
    rng: np.random.Generator,
) -> list[Choice]:
    """Pick up to `size` cases, at most one of each patient.

    The random arm takes round(random_share * size) places (half rounds up) and is drawn from the
    whole pool before the strategy takes its share, so that it is an unbiased sample of the pool:
    what is left over after the best were taken would be a sample of the easy cases only. A case
    that no model has scored can come in by chance only.

    Raises:
        ValueError: the strategy is not known.
    """
    if strategy != RANDOM and strategy not in RANKINGS:
        raise ValueError(f"Strategy {strategy!r} is not one of {[*RANKINGS, RANDOM]}.")
    taken: set[int] = set()
    shuffled = [candidates[i] for i in rng.permutation(len(candidates))]
    by_chance = size if strategy == RANDOM else math.floor(random_share * size + 0.5)
    drawn = _one_per_patient(shuffled, by_chance, taken)
    ranked: list[Candidate] = []
    if strategy != RANDOM:
        ranked = _one_per_patient(_ranking(candidates, strategy), size - len(drawn), taken)
        drawn += _one_per_patient(shuffled, size - len(drawn) - len(ranked), taken)
    return [*_choices(ranked, "picked", 1), *_choices(drawn, "random", 1 + len(ranked))]


def _ranking(candidates: Sequence[Candidate], strategy: str) -> list[Candidate]:
    scored = [candidate for candidate in candidates if candidate.entropy is not None]
    return [scored[i] for i in RANKINGS[strategy](scored)] if scored else []


def _one_per_patient(ordered: Iterable[Candidate], count: int, taken: set[int]) -> list[Candidate]:
    """The first `count` whose patient is not taken yet; takes them."""
    found: list[Candidate] = []
    for candidate in ordered:
        if len(found) >= count:
            break
        if candidate.patient not in taken:
            taken.add(candidate.patient)
            found.append(candidate)
    return found


def _choices(candidates: Sequence[Candidate], arm: Arm, first: int) -> list[Choice]:
    return [Choice(one, arm, rank) for rank, one in enumerate(candidates, start=first)]
