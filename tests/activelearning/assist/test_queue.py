"""Whose turn it is."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from activelearning.assist.errors import Stopped
from activelearning.assist.queue import MOST_WAITING, Queue, Turn
from labeling.assist.errors import HelperBusy

Stop = Callable[[], None]


def turn(asker: int, said: str = "done", *, urgent: bool = True) -> Turn[str]:
    return Turn(asker, lambda _: said, urgent=urgent)


def test_of_one_asker_only_the_latest_is_answered() -> None:
    queue, first, other, second = Queue(), turn(1), turn(2), turn(1, "latest")
    for one in (first, other, second):
        queue.add(one)
    with pytest.raises(Stopped):
        first.answer.result(timeout=1)
    queue.work()
    assert (other.answer.done(), second.answer.done()) == (True, False)
    queue.work()
    assert second.answer.result() == "latest"


def test_one_that_is_being_answered_is_told_to_stop() -> None:
    begun, go_on = Event(), Event()

    def slowly(stop: Stop) -> str:
        begun.set()
        go_on.wait(5)
        stop()
        return "done"

    queue, first = Queue(), Turn(1, slowly)
    queue.add(first)
    worker = Thread(target=queue.work)
    worker.start()
    assert begun.wait(5)
    queue.add(turn(1))
    go_on.set()
    worker.join(5)
    with pytest.raises(Stopped):
        first.answer.result(timeout=1)


def test_scribbles_go_before_what_only_prepares() -> None:
    queue, early, late = Queue(), turn(1, urgent=False), turn(2)
    queue.add(early)
    queue.add(late)
    queue.work()
    assert (late.answer.done(), early.answer.done()) == (True, False)


def test_a_full_queue_refuses_and_a_failed_answer_stops_nothing() -> None:
    def fail(_: Stop) -> str:
        raise ValueError("no")

    queue, failing = Queue(), Turn(0, fail)
    waiting = [failing, *(turn(number) for number in range(1, MOST_WAITING))]
    for one in waiting:
        queue.add(one)
    with pytest.raises(HelperBusy):
        queue.add(turn(99))
    queue.work()
    with pytest.raises(ValueError, match="no"):
        failing.answer.result(timeout=1)
    queue.work()
    assert waiting[1].answer.result(timeout=1) == "done"
