"""Many volumes, as fast as the device goes.

The next volumes are read and prepared in a thread while the device works. Small ones of one padded
shape go through the network together: a shape depends on the volume alone, so what comes out does
not depend on the company. Larger ones, and members, go one by one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.errors import DeviceLost, ModelProblem
from models.inference.members import Members
from models.inference.prediction import Prediction
from models.inference.predictor import Between, Predictor, Ready
from models.inference.windows import nothing_between
from models.spec import Triple

K = TypeVar("K")
Volume = tuple[NDArray[np.float32], Sequence[float]]
Load = Callable[[], Volume]

AHEAD = 2
"""Batches that are prepared while one is computed."""
MOST_HELD = 4
"""Batches' worth of volumes that wait for others of their shape."""


@dataclass(frozen=True)
class Outcome(Generic[K]):
    """What became of one volume: one of the two is None."""

    key: K
    prediction: Prediction | None
    problem: Exception | None = None

    def result(self) -> Prediction:
        """The prediction; raises the problem where there is none."""
        if self.prediction is None:
            raise self.problem or ValueError("neither a prediction nor a problem")
        return self.prediction


def predict_many(
    predictor: Predictor,
    cases: Iterable[tuple[K, Load]],
    *,
    members: Members | None = None,
    between: Between = nothing_between,
) -> Iterator[Outcome[K]]:
    """Predict all of them; each as soon as it is done, those of one shape together.

    Args:
        predictor: not to be used by anybody else meanwhile, except in `between`.
        cases: key, and what reads image float32 (z, y, x) or (c, z, y, x) and spacing mm (z, y, x).
            It is called in another thread. What it raises becomes the case's problem; the others
            go on.
        members: of every volume.
        between: called between two batches, of volumes or of windows.

    Raises:
        DeviceLost: no other case can be answered in this process either.
    """
    batches: _Batches[K] = _Batches(predictor, members, between)
    with ThreadPoolExecutor(1, thread_name_prefix="prepare") as thread:
        waiting: deque[tuple[K, Future[Ready]]] = deque()
        left = iter(cases)
        try:
            while True:
                room = (1 + AHEAD) * predictor.runner.batch - len(waiting)
                for key, load in islice(left, room):
                    waiting.append((key, thread.submit(_ready, predictor, load)))
                if not waiting:
                    break
                yield from batches.take(*waiting.popleft())
            yield from batches.rest()
        finally:
            thread.shutdown(wait=True, cancel_futures=True)


def _ready(predictor: Predictor, load: Load) -> Ready:
    return predictor.prepare(*load())


class _Batches(Generic[K]):
    """Volumes that wait for others of their shape."""

    def __init__(self, predictor: Predictor, members: Members | None, between: Between) -> None:
        self._predictor = predictor
        self._members = members
        self._between = between
        self._waiting: dict[Triple, list[tuple[K, Ready]]] = {}

    def take(self, key: K, future: Future[Ready]) -> Iterator[Outcome[K]]:
        """What can be answered now that this one has come."""
        try:
            ready = future.result()
        except Exception as problem:
            yield Outcome(key, None, problem)
            return
        shape = ready.image.shape[1:]
        if self._members is not None or not self._predictor.fits_one_pass(shape):
            yield self._alone(key, ready)
            return
        padded, batch = self._predictor.padded_shape(shape), self._predictor.runner.batch
        self._waiting.setdefault(padded, []).append((key, ready))
        if len(self._waiting[padded]) == batch:
            yield from self._together(self._waiting.pop(padded))
        elif sum(map(len, self._waiting.values())) > MOST_HELD * batch:
            fullest = max(self._waiting, key=lambda one: len(self._waiting[one]))
            yield from self._together(self._waiting.pop(fullest))

    def rest(self) -> Iterator[Outcome[K]]:
        """The batches that did not become full."""
        while self._waiting:
            yield from self._together(self._waiting.popitem()[1])

    def _together(self, batch: list[tuple[K, Ready]]) -> Iterator[Outcome[K]]:
        if len(batch) > 1:
            self._between()
            found = self._predictor.answer_together([ready for _, ready in batch])
            if found is not None:
                yield from (Outcome(key, one) for (key, _), one in zip(batch, found, strict=True))
                return
        for key, ready in batch:
            yield self._alone(key, ready)

    def _alone(self, key: K, ready: Ready) -> Outcome[K]:
        self._between()
        try:
            found = self._predictor.answer(ready, members=self._members, between=self._between)
        except DeviceLost:
            raise
        except ModelProblem as problem:
            return Outcome(key, None, problem)
        return Outcome(key, found)
