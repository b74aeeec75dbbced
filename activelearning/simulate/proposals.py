"""What a model proposes for the cases of the pool, and how far that is from the truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

import numpy as np

from activelearning.prelabel.draft import Proposal, propose
from activelearning.simulate.cases import Known, SimulationData
from activelearning.simulate.kept import keep, kept
from activelearning.simulate.training import Model
from models.labelmap import IGNORE
from models.training.dataset import LabeledCase


class Proposed(TypedDict):
    """One case as the strategies see it; `edited` only the simulated reader does."""

    components: dict[str, float]
    band: list[float]
    embedding: list[float]
    edited: int


def proposals(model: Model, data: SimulationData, cases: Iterable[Known]) -> Mapping[str, Proposed]:
    """Of these cases by this model; those that are kept already are not made again.

    Raises:
        ModelProblem: a case is at fault.
    """
    path = model.folder / "proposals.json"
    found: dict[str, Any] = kept(path) or {}
    missing = [case for case in cases if case.id not in found]
    if missing:
        predictor = model.predictor()
        for known in missing:
            case = data.load(known)
            found[known.id] = _of(case, propose(predictor, case.image, case.spacing))
        keep(path, found)
    return found


def _of(case: LabeledCase, proposal: Proposal) -> Proposed:
    embedding = getattr(proposal.doubt, "embedding", None)
    return Proposed(
        components={k: round(float(v), 6) for k, v in proposal.doubt.components().items()},
        band=[round(float(p), 6) for p in proposal.doubt.band_probabilities],
        embedding=[] if embedding is None else [round(float(v), 5) for v in np.ravel(embedding)],
        edited=int(((proposal.mask != case.mask) & (case.mask != IGNORE)).sum()),
    )
