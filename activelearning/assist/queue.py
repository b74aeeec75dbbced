"""Whose turn it is: one thing at a time.

People's questions first, of each asker only the latest; long work while nobody waits, and it steps
aside between two pieces when somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from math import inf
from threading import Condition
from time import monotonic
from typing import Any, Generic, TypeVar

from activelearning.assist.errors import Stopped
from labeling.assist.errors import HelperBusy

T = TypeVar("T")

MOST_WAITING = 8
MOST_ERRANDS = 2


@dataclass(eq=False)
class Turn(Generic[T]):
    """A question that waits or is being answered.

    Attributes:
        asker: what asks, such as a working copy: a later question of the same takes this one's place.
        work: gives the answer; what it is given raises Stopped when that is not wanted any more.
        urgent: goes before those that only prepare.
    """

    asker: Hashable
    work: Callable[[Callable[[], None]], T]
    urgent: bool = True
    answer: Future[T] = field(default_factory=Future)
    replaced: bool = False

    def do(self) -> None:
        """Whatever comes of it is in `answer`."""
        try:
            self.answer.set_result(self.work(self.stop_if_replaced))
        except Exception as error:
            self.answer.set_exception(error)

    def stop_if_replaced(self) -> None:
        """Raises: Stopped."""
        if self.replaced:
            raise Stopped


@dataclass(eq=False)
class Errand(Generic[T]):
    """Long work. It calls what it is given between two pieces, to let people through.

    Attributes:
        progress: the share that is done, where the work says so.
        wanted_until: monotonic time after which nobody waits for it any more.
    """

    work: Callable[[Callable[[], None]], T]
    result: Future[T] = field(default_factory=Future)
    abandoned: bool = False
    progress: float = 0.0
    wanted_until: float = inf

    def is_over(self, now: float) -> bool:
        """Whether it is done, or given up, and nobody waits to hear of it."""
        return self.result.done() and now > self.wanted_until

    def stop_if_abandoned(self) -> None:
        """Raises: Stopped."""
        if self.abandoned or monotonic() > self.wanted_until:
            raise Stopped


class Queue:
    """Filled by the connections' threads, emptied by one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[Turn[Any]] = []
        self._errands: list[Errand[Any]] = []
        self._current: Turn[Any] | None = None

    def add(self, turn: Turn[Any]) -> None:
        """Put it in line; an earlier question of the same asker is given up.

        Raises:
            HelperBusy: too many wait.
        """
        with self._changed:
            earlier = [one for one in self._all() if one.asker == turn.asker]
            left = [one for one in self._waiting if one not in earlier]
            if len(left) >= MOST_WAITING:
                raise HelperBusy
            for one in earlier:
                one.replaced = True
                if one in self._waiting:
                    one.answer.set_exception(Stopped())
            self._waiting = [*left, turn]
            self._changed.notify()

    def add_errand(self, errand: Errand[Any]) -> None:
        """Put it in the second line.

        Raises:
            HelperBusy: too many wait.
        """
        with self._changed:
            if len(self._errands) >= MOST_ERRANDS:
                raise HelperBusy
            self._errands.append(errand)
            self._changed.notify()

    def work(self, *, patience: float | None = None) -> bool:
        """Do the next thing, once there is one; False when nothing came in `patience` seconds."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: bool(self._waiting or self._errands), timeout=patience
            ):
                return False
            errand = None if self._waiting else self._errands.pop(0)
        if errand is None:
            self._let_through()
        else:
            self._run(errand)
        return True

    def _run(self, errand: Errand[Any]) -> None:
        def between() -> None:
            errand.stop_if_abandoned()
            while self._let_through():
                pass

        try:
            between()
            errand.result.set_result(errand.work(between))
        except Exception as error:
            errand.result.set_exception(error)

    def _let_through(self) -> bool:
        """Answer the next question; False when nobody asks."""
        with self._changed:
            if not self._waiting:
                return False
            turn = next((one for one in self._waiting if one.urgent), self._waiting[0])
            self._waiting.remove(turn)
            self._current = turn
        turn.do()
        with self._changed:
            self._current = None
        return True

    def _all(self) -> list[Turn[Any]]:
        return [*self._waiting, *([self._current] if self._current else [])]
