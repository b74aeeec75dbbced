"""Whole cases are predicted while nobody waits, and make way for people between two windows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from threading import Event, Thread

import numpy as np
import pytest
import torch

from activelearning.assist.batch import members_of, packed, unpacked
from activelearning.assist.errors import Stopped
from activelearning.assist.queue import MOST_ERRANDS, Errand, Queue, Turn
from labeling.assist.errors import HelperBusy
from models.inference.members import Members
from models.inference.prediction import Prediction
from models.inference.predictor import Predictor
from models.networks.build import build_network
from tests.models.volumes import tiny_spec

LABELS = np.zeros((2, 2, 2), np.uint8)
NOTHING = Prediction(LABELS, np.zeros((2, 2, 2, 2), np.float32))
DONE = "done"
MM = (1.0, 1.0, 1.0)


def turn(asker: int, work: Callable[[], object] = lambda: None) -> Turn[str]:
    def answer(_: Callable[[], None]) -> str:
        work()
        return DONE

    return Turn(asker, answer)


def work(queue: Queue) -> Thread:
    thread = Thread(target=queue.work, daemon=True)
    thread.start()
    return thread


def test_a_question_is_answered_within_a_few_windows_of_a_long_batch() -> None:
    torch.manual_seed(0)
    predictor = Predictor(build_network(tiny_spec()), tiny_spec(), torch.device("cpu"))
    long = np.random.default_rng(0).normal(size=(52, 52, 52)).astype(np.float32)
    small = long[:16, :16, :16]
    windows: list[float] = []
    begun = Event()

    def draft(between: Callable[[], None]) -> Prediction:
        def noted() -> None:
            windows.append(time.monotonic())
            if len(windows) == 10:
                begun.set()
            between()

        return predictor.predict(long, MM, between=noted)

    queue, errand = Queue(), Errand(draft)
    queue.add_errand(errand)
    thread = work(queue)
    assert begun.wait(60)
    asked = time.monotonic()
    one = turn(1, lambda: predictor.predict(small, MM, quick=True))
    queue.add(one)
    assert one.answer.result(timeout=60) == DONE
    answered = time.monotonic()
    assert not errand.result.done()
    thread.join(120)
    meanwhile = sum(asked < at < answered for at in windows)
    assert meanwhile <= 3, "windows of the batch that were begun before the answer was given"
    assert len(windows) > 60
    np.testing.assert_array_equal(errand.result.result().labels, predictor.predict(long, MM).labels)


def test_questions_go_before_a_batch_that_came_earlier() -> None:
    queue, order = Queue(), list[str]()

    def draft(_: Callable[[], None]) -> Prediction:
        order.append("batch")
        return NOTHING

    queue.add_errand(Errand(draft))
    for asker in (1, 2):
        queue.add(turn(asker, lambda asker=asker: order.append(f"question {asker}")))  # type: ignore[misc]
    while queue.work(patience=0.01):
        pass
    assert order == ["question 1", "question 2", "batch"]


def test_a_failed_or_abandoned_batch_stops_nothing() -> None:
    def fail(_: Callable[[], None]) -> Prediction:
        raise ValueError("no")

    def endless(between: Callable[[], None]) -> Prediction:
        while True:
            time.sleep(0.01)
            between()

    queue, failing, left = Queue(), Errand(fail), Errand(endless)
    queue.add_errand(failing)
    queue.work()
    with pytest.raises(ValueError, match="no"):
        failing.result.result(timeout=1)
    unwanted = Errand(endless, wanted_until=time.monotonic() + 0.05)
    for one in (left, unwanted):
        queue.add_errand(one)
        thread = work(queue)
        one.abandoned = one is left
        with pytest.raises(Stopped):
            one.result.result(timeout=5)
        thread.join(5)
    later = turn(1)
    queue.add(later)
    queue.work()
    assert later.answer.result(timeout=1) == DONE


def test_too_many_batches_are_refused() -> None:
    queue = Queue()
    for _ in range(MOST_ERRANDS):
        queue.add_errand(Errand(lambda _: NOTHING))
    with pytest.raises(HelperBusy):
        queue.add_errand(Errand(lambda _: NOTHING))


def test_a_prediction_crosses_the_socket_unchanged() -> None:
    torch.manual_seed(0)
    predictor = Predictor(build_network(tiny_spec()), tiny_spec(), torch.device("cpu"))
    image = np.random.default_rng(0).normal(size=(9, 20, 17)).astype(np.float32)
    for members in (None, Members.tta(2)):
        sent = predictor.predict(image, (2.0, 1.0, 1.0), members=members)
        head, body = packed(sent, "0" * 64)
        found = unpacked(json.loads(json.dumps(head)), body)
        np.testing.assert_array_equal(found.labels, sent.labels)
        np.testing.assert_array_equal(found.probabilities, sent.probabilities)
        np.testing.assert_array_equal(found.embedding, sent.embedding)
        assert found.pairwise_dice == sent.pairwise_dice
        if sent.expected_entropy is not None:
            np.testing.assert_array_equal(found.expected_entropy, sent.expected_entropy)


def test_members_are_read_but_files_are_never_named_from_outside() -> None:
    for members in (None, Members.tta(3, seed=1), Members.dropout(5)):
        said = None if members is None else asdict(members)
        assert members_of(json.loads(json.dumps(said))) == members
    for bad in (
        {"kind": "ensemble", "count": 2, "weights": ["/etc/passwd"], "seed": 0},
        {"kind": "tta", "count": 2, "weights": ["/etc/passwd"], "seed": 0},
        {"kind": "tta", "count": 10**6, "weights": [], "seed": 0},
        {"kind": "tta"},
        "tta",
    ):
        with pytest.raises((KeyError, TypeError, ValueError)):
            members_of(bad)
