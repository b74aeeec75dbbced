"""What a model proposes for the cases of the pool, and how far that is from the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict

from activelearning.pick.members import RESCORE_FACTOR, TTA
from activelearning.prelabel.draft import Proposal, proposal_of
from activelearning.simulate.cases import Known, SimulationData
from activelearning.simulate.kept import keep, kept
from activelearning.simulate.training import Model
from models.inference.members import Members
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


def proposals(
    model: Model, data: SimulationData, cases: Iterable[Known], members: Members | None = None
) -> Mapping[str, Proposed]:
    """Of these cases by this model; those that are kept already are not made again.

    Raises:
        ModelProblem: a case is at fault.
    """
    path = model.folder / f"proposals{f'-{members.kind}' if members else ''}.json"
    found: dict[str, Any] = kept(path) or {}
    missing = [case for case in cases if case.id not in found]
    if missing:
        found |= dict(_made(model.predictor(), data, missing, members))
        keep(path, found)
    return found


def looked_at_again(
    model: Model,
    data: SimulationData,
    pool: Sequence[Known],
    once: Mapping[str, Proposed],
    *,
    size: int,
) -> Mapping[str, Proposed]:
    """`once`, and in it anew, by several members, the cases that a batch of `size` may come from.

    As the loop does it by default: the most doubtful ones only, for members cost as many times more.
    """
    doubtful = sorted(pool, key=lambda case: (-once[case.id]["components"]["entropy"], case.id))
    top = doubtful[: RESCORE_FACTOR * size]
    again = proposals(model, data, top, Members.tta(TTA))
    return {**once, **{case.id: again[case.id] for case in top}}


def _made(
    predictor: Predictor,
    data: SimulationData,
    cases: Iterable[Known],
    members: Members | None,
) -> Iterator[tuple[str, Proposed]]:
    """Read ahead and, on a GPU, predicted in batches."""
    loads = ((known, partial(_volume, data, known)) for known in cases)
    for done in predict_many(predictor, loads, members=members):
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
