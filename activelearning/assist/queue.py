"""Whose turn it is: one question at a time, of each annotation only the latest."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition

from activelearning.assist.answer import Answer
from activelearning.assist.errors import Stopped
from labeling.assist.errors import HelperBusy
from labeling.assist.question import Question

MOST_WAITING = 8


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


class Queue:
    """Filled by the connections' threads, emptied by one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[Turn] = []
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

    def work(self, answer: Callable[[Turn], Answer]) -> None:
        """Answer the next one, once there is one."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
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

    def _all(self) -> list[Turn]:
        return [*self._waiting, *([self._current] if self._current else [])]
