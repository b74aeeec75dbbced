"""What a model proposes for the cases of the pool, and how far that is from the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypedDict

from activelearning.prelabel.draft import Proposal, proposal_of
from activelearning.simulate.cases import Known, SimulationData
from activelearning.simulate.kept import keep, kept
from activelearning.simulate.training import Model
from models.inference.pool import Volume, predict_many
from models.inference.predictor import Predictor
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
        found |= dict(_made(model.predictor(), data, missing))
        keep(path, found)
    return found


def _made(
    predictor: Predictor, data: SimulationData, cases: Iterable[Known]
) -> Iterator[tuple[str, Proposed]]:
    """Read ahead and, on a GPU, predicted in batches."""
    loads = ((known, partial(_volume, data, known)) for known in cases)
    for done in predict_many(predictor, loads):
        case = data.load(done.key)
        yield done.key.id, _of(case, proposal_of(done.result(), predictor.spec, case.spacing))


def _volume(data: SimulationData, known: Known) -> Volume:
    case = data.load(known)
    return case.image, case.spacing


def _of(case: LabeledCase, proposal: Proposal) -> Proposed:
    return Proposed(
        components={k: round(float(v), 6) for k, v in proposal.doubt.components().items()},
        band=[round(float(p), 6) for p in proposal.doubt.band_probabilities],
        embedding=[round(v, 5) for v in proposal.doubt.embedding],
        edited=int(((proposal.mask != case.mask) & (case.mask != IGNORE)).sum()),
    )
