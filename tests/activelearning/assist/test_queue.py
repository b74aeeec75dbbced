"""Whose turn it is."""

from threading import Event, Thread

import numpy as np
import pytest

from activelearning.assist.answer import Answer
from activelearning.assist.errors import Stopped
from activelearning.assist.queue import MOST_WAITING, Queue, Turn
from labeling.assist.errors import HelperBusy
from labeling.assist.question import Question
from tests.activelearning.assist.asking import question

LABELS = np.zeros((2, 2, 2), np.uint8)
DRAWN = np.ones((2, 2, 2), bool)
DONE = Answer(LABELS, None, 0, 0.0, False)


def turn(annotation_id: int, *, urgent: bool = True) -> Turn:
    body = question(LABELS, DRAWN if urgent else None)
    return Turn(annotation_id, case_id=1, question=Question.read(body))


def test_of_one_annotation_only_the_latest_is_answered() -> None:
    queue, first, other, second = Queue(), turn(1), turn(2), turn(1)
    for one in (first, other, second):
        queue.add(one)
    with pytest.raises(Stopped):
        first.answer.result(timeout=1)
    answered: list[Turn] = []
    for _ in range(2):
        queue.work(lambda one: answered.append(one) or DONE)  # type: ignore[func-returns-value]
    assert answered == [other, second]


def test_one_that_is_being_answered_is_told_to_stop() -> None:
    queue, first = Queue(), turn(1)
    queue.add(first)
    begun, go_on = Event(), Event()

    def slowly(one: Turn) -> Answer:
        begun.set()
        go_on.wait(5)
        one.stop_if_replaced()
        return DONE

    worker = Thread(target=queue.work, args=(slowly,))
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
    answered: list[Turn] = []
    for _ in range(2):
        queue.work(lambda one: answered.append(one) or DONE)  # type: ignore[func-returns-value]
    assert answered == [late, early]


def test_a_full_queue_refuses_and_a_failed_answer_stops_nothing() -> None:
    queue = Queue()
    waiting = [turn(number) for number in range(MOST_WAITING)]
    for one in waiting:
        queue.add(one)
    with pytest.raises(HelperBusy):
        queue.add(turn(99))

    def fail(_: Turn) -> Answer:
        raise ValueError("no")

    queue.work(fail)
    with pytest.raises(ValueError, match="no"):
        waiting[0].answer.result(timeout=1)
    queue.work(lambda _: DONE)
    assert waiting[1].answer.result(timeout=1) is DONE
