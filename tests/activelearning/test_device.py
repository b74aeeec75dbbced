import os
import signal

import pytest

from activelearning.device import leaving_a_lost_device
from activelearning.errors import MachineFailed
from models.errors import DeviceLost, InputProblem


def test_a_worker_whose_device_was_lost_is_asked_to_stop(asked: list[tuple[int, int]]) -> None:
    with pytest.raises(DeviceLost), leaving_a_lost_device():
        raise DeviceLost("gone")
    assert asked == [(os.getpid(), signal.SIGTERM)]


def test_a_lost_device_is_known_behind_our_own_words(asked: list[tuple[int, int]]) -> None:
    with pytest.raises(MachineFailed), leaving_a_lost_device():
        raise MachineFailed("gone", code="device_lost") from DeviceLost("gone")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "problem",
    [
        InputProblem("one bad case"),
        MachineFailed("the child lost its device", code="device_lost"),  # not this process
    ],
)
def test_a_worker_goes_on_after_what_is_no_fault_of_its_device(
    problem: Exception, asked: list[tuple[int, int]]
) -> None:
    with pytest.raises(type(problem)), leaving_a_lost_device():
        raise problem
    assert asked == []
