"""Whose turn it is: one thing at a time.

People's questions first, of each annotation only the latest; batch work while nobody waits, and it
steps aside between two pieces when somebody does.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition

from activelearning.assist.answer import Answer
from activelearning.assist.errors import Stopped
from labeling.assist.errors import HelperBusy
from labeling.assist.question import Question
from models.inference.prediction import Prediction

MOST_WAITING = 8
MOST_ERRANDS = 2


@dataclass(eq=False)
class Turn:
    """A question that waits or is being answered; `urgent` ones go before those that only prepare."""

    annotation_id: int
    case_id: int
    question: Question
    answer: Future[Answer] = field(default_factory=Future)
    replaced: bool = False

    @property
    def urgent(self) -> bool:
        return bool(self.question.scribble.any())

    def stop_if_replaced(self) -> None:
        """Raises: Stopped."""
        if self.replaced:
            raise Stopped


@dataclass(eq=False)
class Errand:
    """Batch work. It calls what it is given between two pieces, to let people through."""

    work: Callable[[Callable[[], None]], Prediction]
    result: Future[Prediction] = field(default_factory=Future)
    abandoned: bool = False

    def stop_if_abandoned(self) -> None:
        """Raises: Stopped."""
        if self.abandoned:
            raise Stopped


class Queue:
    """Filled by the connections' threads, emptied by one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[Turn] = []
        self._errands: list[Errand] = []
        self._current: Turn | None = None

    def add(self, turn: Turn) -> None:
        """Put it in line; an earlier question of the same annotation is given up.

        Raises:
            HelperBusy: too many wait.
        """
        with self._changed:
            earlier = [one for one in self._all() if one.annotation_id == turn.annotation_id]
            left = [one for one in self._waiting if one not in earlier]
            if len(left) >= MOST_WAITING:
                raise HelperBusy
            for one in earlier:
                one.replaced = True
                if one in self._waiting:
                    one.answer.set_exception(Stopped())
            self._waiting = [*left, turn]
            self._changed.notify()

    def add_errand(self, errand: Errand) -> None:
        """Put it in the second line.

        Raises:
            HelperBusy: too many wait.
        """
        with self._changed:
            if len(self._errands) >= MOST_ERRANDS:
                raise HelperBusy
            self._errands.append(errand)
            self._changed.notify()

    def work(self, answer: Callable[[Turn], Answer], *, patience: float | None = None) -> bool:
        """Do the next thing, once there is one; False when nothing came in `patience` seconds."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: bool(self._waiting or self._errands), timeout=patience
            ):
                return False
            errand = None if self._waiting else self._errands.pop(0)
        if errand is None:
            self._let_through(answer)
        else:
            self._run(errand, answer)
        return True

    def _run(self, errand: Errand, answer: Callable[[Turn], Answer]) -> None:
        def between() -> None:
            errand.stop_if_abandoned()
            while self._let_through(answer):
                pass

        try:
            between()
            errand.result.set_result(errand.work(between))
        except Exception as error:
            errand.result.set_exception(error)

    def _let_through(self, answer: Callable[[Turn], Answer]) -> bool:
        """Answer the next question; False when nobody asks."""
        with self._changed:
            if not self._waiting:
                return False
            turn = next((one for one in self._waiting if one.urgent), self._waiting[0])
            self._waiting.remove(turn)
            self._current = turn
        try:
            turn.answer.set_result(answer(turn))
        except Exception as error:
            turn.answer.set_exception(error)
        finally:
            with self._changed:
                self._current = None
        return True

    def _all(self) -> list[Turn]:
        return [*self._waiting, *([self._current] if self._current else [])]
