"""Many volumes at once: the same answers, and one that cannot be taken holds up nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch

from models.errors import DeviceLost, InputProblem
from models.inference.members import Members
from models.inference.pool import Volume, predict_many
from models.inference.predictor import Predictor
from models.networks.build import build_network
from tests.models.volumes import tiny_spec, two_blobs

MM = (1.0, 1.0, 1.0)
SHAPES = [(14, 16, 16), (13, 15, 16), (20, 21, 22), (16, 16, 18), (14, 16, 15), (15, 16, 16)]
"""All one window of 16 on each side, but for the third and the fourth."""


def predictor(batch: int = 1) -> Predictor:
    torch.manual_seed(0)
    made = Predictor(build_network(tiny_spec()), tiny_spec(), torch.device("cpu"), bf16=False)
    made.runner.batch = batch
    return made


def load(number: int) -> Callable[[], Volume]:
    return lambda: (two_blobs(number, SHAPES[number])[0], MM)


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_each_gets_the_answer_that_it_gets_alone(batch: int) -> None:
    ready = predictor(batch)
    found = {
        one.key: one.prediction
        for one in predict_many(ready, ((n, load(n)) for n in range(len(SHAPES))))
    }
    assert sorted(found) == list(range(len(SHAPES)))
    for number, one in found.items():
        alone = predictor().predict(*load(number)())
        assert one is not None
        np.testing.assert_allclose(one.probabilities, alone.probabilities, atol=1e-5)
        np.testing.assert_allclose(one.embedding, alone.embedding, atol=1e-5)


def test_those_of_one_shape_go_together() -> None:
    ready = predictor(3)
    sizes: list[int] = []
    ready.runner.network.register_forward_hook(lambda *call: sizes.append(len(call[2])))
    cases = [(n, load(n)) for n in (0, 1, 3, 4, 5)]
    assert {one.key for one in predict_many(ready, cases)} == {0, 1, 3, 4, 5}
    assert sorted(sizes) == [1, 2, 3]  # one is left over, one is two windows


def test_one_that_cannot_be_read_or_taken_holds_up_nobody() -> None:
    def missing() -> Volume:
        raise FileNotFoundError("gone")

    def strange() -> Volume:
        return np.full((8, 8, 8), np.nan, np.float32), MM

    cases = [(0, load(0)), (1, missing), (2, strange), (3, load(3))]
    found = {one.key: one for one in predict_many(predictor(), cases)}
    assert found[0].prediction is not None
    assert found[3].prediction is not None
    assert isinstance(found[1].problem, FileNotFoundError)
    with pytest.raises(FileNotFoundError, match="gone"):
        found[1].result()
    assert found[0].result() is found[0].prediction
    assert isinstance(found[2].problem, InputProblem)


@pytest.mark.parametrize("kind", [torch.AcceleratorError, RuntimeError])
def test_a_lost_device_ends_it(kind: type[RuntimeError]) -> None:
    ready = predictor()

    def lost(*_: object) -> None:
        raise kind("CUDA error: unspecified launch failure")

    ready.runner.network.register_forward_pre_hook(lost)
    with pytest.raises(DeviceLost):
        list(predict_many(ready, [(0, load(0)), (1, load(1))]))


def test_no_more_is_read_ahead_than_is_needed_soon_and_it_is_read_beside() -> None:
    read: list[str] = []

    def noted(number: int) -> Callable[[], Volume]:
        def read_it() -> Volume:
            read.append(threading.current_thread().name)
            return two_blobs(number, (14, 16, 16))[0], MM

        return read_it

    outcomes = predict_many(predictor(), ((n, noted(n)) for n in range(50)))
    for _ in range(3):
        next(outcomes)
    outcomes.close()
    assert 3 <= len(read) <= 6
    assert all(name.startswith("prepare") for name in read)
    assert not [one for one in threading.enumerate() if one.name.startswith("prepare")]


def test_members_and_others_turns_in_between() -> None:
    turns: list[int] = []
    cases = [(n, load(n)) for n in (0, 1)]
    ready = predictor(4)
    found = list(
        predict_many(ready, cases, members=Members.tta(3), between=lambda: turns.append(1))
    )
    assert all(one.prediction and one.prediction.pairwise_dice for one in found)
    assert len(turns) == 2 * 3
