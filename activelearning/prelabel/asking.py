"""Predictions of many cases: by the model helper while one runs, else here.

The helper has the only copy of the model on the device and lets people go first. Without one, the
cases go through in one stream: the next are read while the device works.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from activelearning.assist.batch import KINDS, predict_case
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
from labeling.projects.channels import Channels
from models.inference.members import Members
from models.inference.pool import Outcome, Volume, predict_many

Spacing = tuple[float, float, float]
Read = Callable[[], Volume]
Found = tuple[Outcome[int], Spacing]

NOWHERE = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Live:
    """A project's live model, with the channels that it was made for."""

    project_id: int
    weights: str
    spec: dict[str, Any]
    channels: Channels


def predicted(
    run: Run, live: Live, case_ids: Sequence[int], members: Members | None
) -> Iterator[Found]:
    """What became of each case, with its spacing in mm (z, y, x), as soon as it is there.

    Raises:
        ModelProblem, BlobMissing: the model cannot be loaded.
        DeviceLost: no other case can be answered here either.
        Interrupted: the worker was asked to stop.
    """
    left = list(case_ids)
    while left and (members is None or members.kind in KINDS):
        run.stop_if_asked()
        try:
            prediction = predict_case(left[0], live.weights, members)
        except NoHelper:
            break
        except GyreError as problem:
            log.info("draft.in_process", case_id=left[0], code=problem.code)
            yield from _here(run, live, [left.pop(0)], members)
            continue
        case_id = left.pop(0)
        yield Outcome(case_id, prediction), _reader(live, case_id)[1]
    yield from _here(run, live, left, members)


def _here(
    run: Run, live: Live, case_ids: Sequence[int], members: Members | None
) -> Iterator[Found]:
    if not case_ids:
        return
    spacings: dict[int, Spacing] = {}

    def cases() -> Iterator[tuple[int, Read]]:
        for case_id in case_ids:
            read, spacings[case_id] = _reader(live, case_id)
            yield case_id, read

    predictor = load_predictor(live.weights, live.spec)
    for outcome in predict_many(predictor, cases(), members=members, between=run.stop_if_asked):
        yield outcome, spacings[outcome.key]


def _reader(live: Live, case_id: int) -> tuple[Read, Spacing]:
    """What reads the case's image in any thread; a fault is raised there, not here."""
    case = unopened_cases(live.project_id).filter(pk=case_id).first()
    if case is None:
        return partial(_raise, CaseIsOpened()), NOWHERE
    try:
        return image_reader(case, live.channels), geometry_of(case.series).spacing
    except OF_THE_CASE as problem:
        return partial(_raise, problem), NOWHERE


def _raise(problem: Exception) -> NoReturn:
    raise problem
