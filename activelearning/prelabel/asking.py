"""Predictions of many cases: by the model helper while one runs, else here.

The helper has the only copy of the model on the device and lets people go first. Without one, the
cases go through in one stream: the next are read while the device works.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NoReturn

from activelearning.assist.batch import KINDS, predict_case
from activelearning.prelabel.draft import Proposal, proposal_of
from activelearning.prelabel.outcomes import OF_THE_CASE
from activelearning.prelabel.predictors import load_predictor
from labeling.assist.errors import NoHelper
from labeling.cohorts.selectors.images import image_reader
from labeling.core.errors import GyreError
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.ingest.selectors import geometry_of
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import unopened_cases
from models.inference.members import Members
from models.inference.pool import Outcome, Volume, predict_many
from models.spec import ModelSpec

Spacing = tuple[float, float, float]
Read = Callable[[], Volume]
Found = tuple[Outcome[int], Spacing]
Proposed = tuple[int, Callable[[], Proposal]]

NOWHERE = (1.0, 1.0, 1.0)


def proposals(
    run: Run, version: Any, case_ids: Sequence[int], members: Members | None = None
) -> Iterator[Proposed]:
    """What became of each case, as soon as it is there: what gives the version's proposal, or raises.

    Raises:
        ModelProblem, BlobMissing: the model cannot be loaded.
        DeviceLost: no other case can be answered here either.
        Interrupted: the worker was asked to stop.
    """
    spec = ModelSpec.from_json(version.spec)
    for outcome, spacing in _predicted(run, version, case_ids, members):
        yield outcome.key, partial(_proposal, outcome, spec, spacing)


def _proposal(outcome: Outcome[int], spec: ModelSpec, spacing: Spacing) -> Proposal:
    return proposal_of(outcome.result(), spec, spacing)


def _predicted(
    run: Run, version: Any, case_ids: Sequence[int], members: Members | None
) -> Iterator[Found]:
    """By the helper while it answers; spacing in mm (z, y, x)."""
    left = list(case_ids)
    while left and (members is None or members.kind in KINDS):
        run.stop_if_asked()
        try:
            prediction = predict_case(left[0], version.weights_blob, members)
        except NoHelper:
            break
        except GyreError as problem:
            log.info("draft.in_process", case_id=left[0], code=problem.code)
            yield from _here(run, version, [left.pop(0)], members)
            continue
        case_id = left.pop(0)
        yield Outcome(case_id, prediction), _reader(version, case_id)[1]
    yield from _here(run, version, left, members)


def _here(
    run: Run, version: Any, case_ids: Sequence[int], members: Members | None
) -> Iterator[Found]:
    if not case_ids:
        return
    spacings: dict[int, Spacing] = {}

    def cases() -> Iterator[tuple[int, Read]]:
        for case_id in case_ids:
            read, spacings[case_id] = _reader(version, case_id)
            yield case_id, read

    predictor = load_predictor(version.weights_blob, version.spec)
    for outcome in predict_many(predictor, cases(), members=members, between=run.stop_if_asked):
        yield outcome, spacings[outcome.key]


def _reader(version: Any, case_id: int) -> tuple[Read, Spacing]:
    """What reads the case's image in any thread; a fault is raised there, not here."""
    case = unopened_cases(version.project_id).filter(pk=case_id).first()
    if case is None:
        return partial(_raise, CaseIsOpened()), NOWHERE
    try:
        return image_reader(case, version.run.channels), geometry_of(case.series).spacing
    except OF_THE_CASE as problem:
        return partial(_raise, problem), NOWHERE


def _raise(problem: Exception) -> NoReturn:
    raise problem
