"""One arm asks for its next batch, from what its model proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from activelearning.pick.batch import RANDOM, pick_batch
from activelearning.pick.candidates import Candidate
from activelearning.pick.modal_adapter import RANKINGS
from activelearning.simulate.cases import Known
from activelearning.simulate.proposals import Proposed

STRATEGIES = (RANDOM, *RANKINGS)


@dataclass(frozen=True)
class Query:
    """What is asked: by which strategy, in which round, for how many, with which draws."""

    strategy: str
    number: int
    size: int
    random_share: float
    seed: int

    @property
    def needs_scores(self) -> bool:
        """Whether the whole pool has to be scored for it."""
        return self.strategy != RANDOM


@dataclass(frozen=True)
class Picked:
    """A case of the next batch; arm "filled" where the strategy gave too few."""

    case: str
    arm: str


def ask(query: Query, pool: Sequence[Known], proposed: Mapping[str, Proposed]) -> list[Picked]:
    """Exactly `size` cases of `pool`, so that all arms have equal budgets.

    A batch holds one case of each patient. Where the patients do not suffice, second cases are
    drawn by chance, and said to be.
    """
    rng = np.random.default_rng([query.seed, 2, query.number])
    numbers = {name: n for n, name in enumerate(sorted({case.patient for case in pool}))}
    choices = pick_batch(
        [
            _candidate(n, numbers[case.patient], proposed.get(case.id))
            for n, case in enumerate(pool)
        ],
        strategy=query.strategy,
        size=query.size,
        random_share=query.random_share,
        rng=rng,
    )
    picked = [Picked(pool[one.candidate.case].id, one.arm) for one in choices]
    taken = {one.case for one in picked}
    left = [case.id for case in pool if case.id not in taken]
    short = query.size - len(picked)
    return [*picked, *(Picked(left[i], "filled") for i in rng.permutation(len(left))[:short])]


def _candidate(number: int, patient: int, proposed: Proposed | None) -> Candidate:
    if proposed is None:
        return Candidate(case=number, patient=patient)
    return Candidate(
        case=number,
        patient=patient,
        entropy=proposed["components"]["entropy"],
        band_probabilities=tuple(proposed["band"]),
        score=proposed["components"]["entropy"],
        components=proposed["components"],
    )
