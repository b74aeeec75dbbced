"""Messages between two processes of ours."""

import socket

import pytest

from labeling.assist.wire import BrokenMessage, is_closed, receive, send


def test_one_that_waits_is_seen_to_have_gone_and_what_it_said_is_still_there() -> None:
    here, there = socket.socketpair()
    with here:
        here.settimeout(5)
        assert not is_closed(here)
        send(there, {"predict": 1}, b"body")
        assert not is_closed(here)
        assert receive(here, 4) == ({"predict": 1}, b"body")
        there.close()
        assert is_closed(here)


def test_an_answer_that_is_larger_than_expected_is_refused() -> None:
    here, there = socket.socketpair()
    with here, there:
        send(there, {}, b"12345")
        with pytest.raises(BrokenMessage):
            receive(here, 4)
