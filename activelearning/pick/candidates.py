"""What a pick is made from, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from activelearning.pick.constraints import Constraints

Arm = Literal["picked", "random"]
Floats = NDArray[np.float64]


def _no_embeddings() -> Floats:
    return np.zeros((0, 0))


@dataclass(frozen=True)
class Candidate:
    """A case that may be picked. Keys are opaque; a case without components was never scored.

    Attributes:
        case: key of the case; picks never depend on the order of candidates, only on this.
        patient: key of the patient: a batch holds at most one case of each.
        components: measures of doubt in 0..1 by key, see `activelearning.pick.measures`.
        band_probabilities: class probabilities that stand for the case: of a segmentation the mean
            sorted probabilities of the boundary band, greatest first.
        embedding: what the network makes of the case, or of its look before there is a network.
        score: what is recorded with the pick as the model's doubt.
        site, scanner: groups for quotas; empty is unknown.
        findings: predicted probability by finding, of a classification project.
        cost_minutes: expected active minutes of a reader.
    """

    case: int
    patient: int
    components: Mapping[str, float] = field(default_factory=dict)
    band_probabilities: tuple[float, ...] = ()
    embedding: tuple[float, ...] = ()
    score: float | None = None
    site: str = ""
    scanner: str = ""
    findings: Mapping[str, float] = field(default_factory=dict)
    cost_minutes: float | None = None


@dataclass(frozen=True)
class PickContext:
    """What a strategy needs to know beside the candidates.

    Attributes:
        round_number: of the round to come; 1 is the first.
        labelled_embeddings: (n, D), of labelled cases by the same network.
        label_values: foreground classes: label values, or keys of findings.
        has_model: False is the cold start.
        constraints: what the batch must hold to.
    """

    round_number: int = 1
    labelled_embeddings: Floats = field(default_factory=_no_embeddings)
    label_values: tuple[int | str, ...] = ()
    has_model: bool = True
    constraints: Constraints = field(default_factory=Constraints)


@dataclass(frozen=True)
class Choice:
    """A picked case: by the strategy, or by chance as the control arm. Rank 1 is the first.

    Attributes:
        rule: which rule took it, such as "class:2" or "exploration"; said in words by
            `labeling.projects.strategies.rule_words`.
        value: what the strategy ranked it by, None where it was drawn.
    """

    candidate: Candidate
    arm: Arm
    rank: int
    rule: str = ""
    value: float | None = None
