"""A client that stalls is given up: it would hold a thread, and sixteen of them the server."""

import errno
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from labeling.core import web_worker
from labeling.core.web_worker import PIECE, PatientSocket


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PatientSocket, socket.socket]]:
    """The server's end and the client's."""
    monkeypatch.setattr(web_worker, "PATIENCE", 0.3)
    monkeypatch.setattr(web_worker, "HASTE", 0.3)
    ours, theirs = socket.socketpair()
    with PatientSocket(fileno=ours.detach()) as patient, theirs:
        patient.setblocking(True)
        yield patient, theirs


def _receive_for(patient: PatientSocket, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        patient.recv(8192)


def test_a_byte_now_and_then_does_not_hold_a_thread(
    ends: tuple[PatientSocket, socket.socket],
) -> None:
    patient, client = ends
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.05):
            client.send(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    started = time.monotonic()
    try:
        with pytest.raises(TimeoutError) as stalled:
            _receive_for(patient, 5)
    finally:
        over.set()
        dripping.join()
    assert stalled.value.errno == errno.ECONNRESET  # gunicorn takes it for a lost connection
    assert time.monotonic() - started < 2


def test_headers_are_to_come_sooner_than_what_follows_them(
    ends: tuple[PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, client = ends
    monkeypatch.setattr(web_worker, "HASTE", 0.05)
    patient.setblocking(True)
    threading.Timer(0.15, client.sendall, [b"late"]).start()
    with pytest.raises(TimeoutError):
        patient.recv(100)
    patient.be_patient()
    assert patient.recv(100) == b"late"


def test_who_sends_on_is_waited_for_anew(ends: tuple[PatientSocket, socket.socket]) -> None:
    patient, client = ends
    for _ in range(4):
        threading.Timer(0.15, client.sendall, [bytes(PIECE)]).start()
        left = PIECE
        while left:
            left -= len(patient.recv(left))


def test_who_does_not_read_the_answer_is_given_up(
    ends: tuple[PatientSocket, socket.socket],
) -> None:
    patient, client = ends
    started = time.monotonic()
    with pytest.raises(TimeoutError) as stalled:
        patient.sendall(bytes(64 << 20))
    assert stalled.value.errno == errno.ECONNRESET
    assert time.monotonic() - started < 5
    assert client.recv(10) == bytes(10)


def test_an_answer_that_is_read_arrives_whole(ends: tuple[PatientSocket, socket.socket]) -> None:
    patient, client = ends
    data = bytes(range(256)) * 4096
    found = bytearray()

    def read() -> None:
        while len(found) < len(data):
            found.extend(client.recv(65536))

    reading = threading.Thread(target=read)
    reading.start()
    patient.sendall(data)
    reading.join()
    assert found == data
