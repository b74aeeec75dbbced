"""One arm asks for its next batch, from what its model proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activelearning.pick.batch import RANDOM, fill_batch
from activelearning.pick.candidates import Candidate, PickContext
from activelearning.pick.members import needs_members
from activelearning.pick.strategies import STRATEGIES
from activelearning.simulate.arms import Arm
from activelearning.simulate.cases import Known
from activelearning.simulate.errors import SimulationProblem
from activelearning.simulate.proposals import Proposed


@dataclass(frozen=True)
class Query:
    """What is asked: by which arm, for which round (1 is the first batch), for how many.

    Attributes:
        label_values: foreground labels.
        seed: of the draws: the same for every strategy of a seed.
    """

    arm: Arm
    number: int
    size: int
    random_share: float
    seed: int
    label_values: tuple[int, ...]

    @property
    def needs_scores(self) -> bool:
        """Whether the whole pool has to be scored for it."""
        return self.arm.strategy != RANDOM

    @property
    def needs_members(self) -> bool:
        """Whether the most doubtful cases are to be looked at again by several members."""
        return needs_members(self.arm.strategy, self.arm.parameters)

    @property
    def needs_embeddings(self) -> bool:
        """Whether labelled cases have to be seen by the network too."""
        return "embedding" in STRATEGIES[self.arm.strategy].needs


@dataclass(frozen=True)
class Picked:
    """A case of the next batch; arm "filled" where the strategy gave too few."""

    case: str
    arm: str


def ask(
    query: Query,
    pool: Sequence[Known],
    proposed: Mapping[str, Proposed],
    labelled: Sequence[str] = (),
) -> list[Picked]:
    """Exactly `size` cases of `pool`, so that all arms have equal budgets.

    A batch holds one case of each patient. Where the patients do not suffice, second cases are
    drawn by chance, and said to be.

    Raises:
        SimulationProblem: the strategy lacks what it works with, and would be another one.
    """
    rng = np.random.default_rng([query.seed, 2, query.number])
    numbers = {name: n for n, name in enumerate(sorted({case.patient for case in pool}))}
    filled = fill_batch(
        [
            _candidate(n, numbers[case.patient], proposed.get(case.id))
            for n, case in enumerate(pool)
        ],
        strategy=query.arm.strategy,
        parameters=query.arm.parameters,
        size=query.size,
        random_share=query.random_share,
        rng=rng,
        context=PickContext(
            round_number=query.number,
            labelled_embeddings=_embeddings(query, proposed, labelled),
            label_values=query.label_values,
        ),
    )
    picked = [Picked(pool[one.candidate.case].id, one.arm) for one in filled.choices]
    taken = {one.case for one in picked}
    left = [case.id for case in pool if case.id not in taken]
    short = query.size - len(picked)
    return [*picked, *(Picked(left[i], "filled") for i in rng.permutation(len(left))[:short])]


def _embeddings(
    query: Query, proposed: Mapping[str, Proposed], labelled: Sequence[str]
) -> NDArray[np.float64]:
    """(n, D) of the labelled cases."""
    if not query.needs_embeddings:
        return np.zeros((0, 0))
    rows = np.array([proposed[case]["embedding"] for case in labelled], np.float64)
    if rows.size == 0:
        raise SimulationProblem(
            f"{query.arm.strategy} needs embeddings, and the network gave none."
        )
    return rows


def _candidate(number: int, patient: int, proposed: Proposed | None) -> Candidate:
    if proposed is None:
        return Candidate(case=number, patient=patient)
    return Candidate(
        case=number,
        patient=patient,
        components=proposed["components"],
        band_probabilities=tuple(proposed["band"]),
        embedding=tuple(proposed["embedding"]),
        score=proposed["components"].get("entropy"),
    )
