"""Bodies that are cut off, too long or endless, against gunicorn: a reason, and nothing is stored."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import requests

from labeling.core import blobs
from labeling.dicomweb import request_body
from labeling.dicomweb.errors import BodyCutOff, BodyStalled
from labeling.dicomweb.request_body import RequestBody
from labeling.ingest.models import Instance
from tests.labeling.dicomweb.test_client import session_of
from tests.labeling.dicomweb.test_store import OHIF, body
from tests.labeling.ingest import scans


@contextmanager
def sending(server: str, authorization: str, headers: str) -> Iterator[socket.socket]:
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=30) as client:
        client.sendall(
            "POST /dicomweb/projects/liver/studies HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: {authorization}\r\nContent-Type: {OHIF}\r\n{headers}\r\n\r\n".encode()
        )
        yield client


def answer(client: socket.socket) -> bytes:
    """All that comes until the server closes, or rests."""
    found = b""
    try:
        while piece := client.recv(65536):
            found += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return found


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_of_a_body_that_is_not_what_was_said(server: str) -> None:
    session = session_of(scans.project())
    content = body(*(scans.encoded(ds) for ds in scans.slices("a")))
    bearer = session.headers["Authorization"]
    half = content[: len(content) // 2]

    with sending(server, bearer, f"Content-Length: {len(content)}") as client:
        client.sendall(half)  # less than was said
        client.shutdown(socket.SHUT_WR)
        assert answer(client).startswith(b"HTTP/1.1 400")
    with sending(server, bearer, f"Content-Length: {len(half)}") as client:
        client.sendall(content)  # more than was said
        client.shutdown(socket.SHUT_WR)
        assert answer(client).startswith(b"HTTP/1.1 400")
    with sending(server, bearer, "Transfer-Encoding: chunked") as client:
        client.sendall(f"{len(content):x}\r\n".encode() + half)  # cut off in a chunk
        client.shutdown(socket.SHUT_WR)
        assert answer(client).startswith(b"HTTP/1.1 400")
    with sending(server, bearer, "Transfer-Encoding: chunked") as client:
        client.sendall(f"{len(half):x}\r\n".encode() + half + b"\r\nno length\r\n")
        client.shutdown(socket.SHUT_WR)
        assert answer(client).startswith(b"HTTP/1.1 400")

    assert not Instance.objects.exists()
    assert not list(blobs.scratch().iterdir())
    response = session.post(
        f"{server}/dicomweb/projects/liver/studies",
        data=content,
        headers={"Content-Type": OHIF},
        timeout=60,
    )
    assert response.status_code == 200
    assert Instance.objects.count() == 5
    assert (
        requests.head(
            f"{server}/dicomweb/projects/liver/studies", headers=session.headers, timeout=60
        ).content
        == b""
    )


class _Pipe:
    """The stream of a connection on which nothing comes any more."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def read(self, count: int) -> bytes:
        return self._connection.recv(count)


def _request(connection: socket.socket, **headers: str) -> object:
    class Request:
        META = {"wsgi.input": _Pipe(connection), "gunicorn.socket": connection}  # noqa: RUF012

    Request.headers = headers
    return Request()


def test_a_client_that_stops_sending_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "STALL", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        received = RequestBody(_request(ours, **{"Content-Length": "100"}))
        theirs.sendall(b"0123")
        assert received.read(50) == b"0123"
        with pytest.raises(BodyStalled) as stalled:
            received.read(50)
        assert stalled.value.status == 408
        received.drain()  # does not wait again


def test_less_than_was_said_is_never_taken_for_all() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(b"0123")
        received = RequestBody(_request(ours, **{"Content-Length": "100"}))
        assert received.read(50) == b"0123"
        with pytest.raises(BodyCutOff):
            received.read(50)
