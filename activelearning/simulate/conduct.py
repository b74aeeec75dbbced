"""Hands out the rounds of a simulation until all are played."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from activelearning.simulate.errors import BadProtocol, UnitFailed
from activelearning.simulate.folder import FULL, Task
from activelearning.simulate.hands import Event, Hand, Said
from activelearning.simulate.protocol import Protocol
from activelearning.simulate.round import Table

MOST_DEATHS = 3
TICK_SECONDS = 0.5


@dataclass(frozen=True)
class Progress:
    """How far it is: rounds played of all, and what was just said about one."""

    played: int
    of: int
    task: Task | None = None
    event: Event = field(default_factory=dict)


@dataclass
class Pace:
    """How fast rounds are played since somebody looks."""

    _began: float = field(default_factory=time.monotonic)
    _first: int | None = None

    def seconds_left(self, progress: Progress) -> float | None:
        """At the pace so far; None before the first round is played."""
        if self._first is None:
            self._first = progress.played
        done = progress.played - self._first
        if done == 0:
            return None
        return (time.monotonic() - self._began) / done * (progress.of - progress.played)


Watch = Callable[[Progress | None], None]
"""Told of progress, and None at least every TICK_SECONDS; what it raises ends the simulation."""


def tasks_of(protocol: Protocol) -> list[Task]:
    """Every round, seed by seed, so that whole seeds are there early."""
    tasks = []
    for seed in range(protocol.seeds):
        for number in range(protocol.rounds + 1):
            tasks += [Task(strategy, seed, number) for strategy in protocol.strategies]
        if protocol.full_data:
            tasks.append(Task(FULL, seed, 0))
    return tasks


def conduct(table: Table, *, workers: int, watch: Watch, cuda: Sequence[str] = ()) -> None:
    """Play what is not played yet, `workers` rounds at a time.

    Raises:
        UnitFailed: a round cannot be played; what was played stays.
        BadProtocol: there would be nobody to play.
    """
    if workers < 1:
        raise BadProtocol("workers cannot be so.", expected="1 or more", got=workers)
    conductor = Conductor(table, watch, cuda)
    try:
        conductor.run(workers)
    finally:
        conductor.stop()


class Conductor:
    """What is left to play, and who is at what."""

    def __init__(self, table: Table, watch: Watch, cuda: Sequence[str]) -> None:
        self._table, self._watch, self._cuda = table, watch, cuda
        self._said: queue.Queue[Said] = queue.Queue()
        self._hands: list[Hand] = []
        self._started = 0
        self._deaths = 0
        self._all = tasks_of(table.protocol)
        self._played = {task for task in self._all if table.played(task) is not None}
        self._left = [task for task in self._all if task not in self._played]

    def run(self, workers: int) -> None:
        self._watch(Progress(len(self._played), len(self._all)))
        self._hands = [self._new_hand() for _ in range(min(workers, len(self._left)))]
        while self._left or any(hand.task for hand in self._hands):
            for hand in self._hands:
                others = [one.task for one in self._hands if one.task is not None]
                if hand.task is None and (task := self.next_beside(others)):
                    self._left.remove(task)
                    hand.give(task)
            try:
                said = self._said.get(timeout=TICK_SECONDS)
            except queue.Empty:
                self._watch(None)
                continue
            self.hear(said)

    def stop(self) -> None:
        for hand in self._hands:
            hand.stop()

    def _new_hand(self) -> Hand:
        number = self._started
        self._started += 1
        cuda = self._cuda[number % len(self._cuda)] if self._cuda else None
        return Hand(self._table.folder, number, self._said, cuda=cuda)

    def next_beside(self, others: Sequence[Task]) -> Task | None:
        """The first round that can be played while these are, on a training that none of them is at."""
        busy = {self._key(task) for task in others}
        for task in self._left:
            ready = task.number == 0 or task.before in self._played
            if ready and self._key(task) not in busy:
                return task
        return None

    def _key(self, task: Task) -> str:
        return self._table.wanted(task).key(self._table.protocol)

    def hear(self, said: Said) -> None:
        """A worker's word; raises UnitFailed when it is its last."""
        hand = said.hand
        task, event = hand.task, said.event
        if event is None:
            self._replace(hand)
        elif event["event"] == "error":
            where = f" ({task.words})" if task else ""
            raise UnitFailed(f"{event['message']}{where}", code=str(event["code"]))
        elif event["event"] == "played" and task is not None:
            hand.task = None
            self._played.add(task)
            self._watch(Progress(len(self._played), len(self._all), task, event))
        else:
            self._watch(Progress(len(self._played), len(self._all), task, event))

    def _replace(self, hand: Hand) -> None:
        """A worker died, as by the kernel for lack of memory: its round is played by a new one."""
        self._deaths += 1
        if self._deaths >= MOST_DEATHS:
            raise UnitFailed(
                f"Worker processes died {self._deaths} times, most likely for lack of memory.",
                code="killed",
            )
        hand.stop()
        if hand.task is not None:
            self._left.insert(0, hand.task)
        self._hands[self._hands.index(hand)] = self._new_hand()
