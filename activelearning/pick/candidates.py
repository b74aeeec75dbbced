"""What a pick is made from, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Arm = Literal["picked", "random"]


@dataclass(frozen=True)
class Candidate:
    """A case that may be picked. The keys are opaque; the doubt is None where no model scored it.

    Attributes:
        case: key of the case.
        patient: key of the patient: a batch holds at most one case of each.
        entropy: the case's entropy score, in 0..1.
        band_probabilities: mean sorted class probabilities of the boundary band, greatest first.
        score: what is recorded with the pick.
        components: shown beside the score.
    """

    case: int
    patient: int
    entropy: float | None = None
    band_probabilities: tuple[float, ...] = ()
    score: float | None = None
    components: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A picked case: by the strategy, or by chance as the control arm. Rank 1 is the first."""

    candidate: Candidate
    arm: Arm
    rank: int
