"""The client of the benchmark against a server that answers in each of the three framings."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.benchmarks.dicomweb.client import Site, Unexpected, multipart, pump

BODY = b"0123456789" * 100_000
KNOWN = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + BODY
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(
        b"%x\r\n%s\r\n" % (250_000, BODY[at : at + 250_000]) for at in range(0, 10**6, 250_000)
    )
    + b"0\r\n\r\n"
)
TO_THE_END = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY
REFUSED = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"
ANSWERS = {"/known": KNOWN, "/chunked": CHUNKED, "/to-the-end": TO_THE_END, "/refused": REFUSED}


@pytest.fixture
def site() -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield Site("test", listener.getsockname()[1], "")


@pytest.mark.parametrize("path", ["/known", "/chunked", "/to-the-end"])
def test_a_body_is_whole_in_each_framing(site: Site, path: str) -> None:
    answer = site.ask(site.request("GET", path))
    assert answer.body == BODY
    assert pump(site, [site.request("GET", path)] * 5, connections=2) > 0


def test_a_refusal_is_no_figure(site: Site) -> None:
    with pytest.raises(Unexpected, match="404"):
        pump(site, [site.request("GET", "/refused")])


def test_headers_and_length_of_a_request() -> None:
    site = Site("test", 80, "/root", {"Authorization": "Bearer x"})
    body, kind = multipart([b"one", b"two"])
    text = site.request("POST", "/studies", accept="a/b", body=body, Content_Type=kind)
    head, _, rest = text.partition(b"\r\n\r\n")
    assert rest == body
    assert head.startswith(b"POST /root/studies HTTP/1.1\r\nHost: 127.0.0.1:80\r\n")
    assert b"\r\nAuthorization: Bearer x\r\n" in head
    assert b"\r\nContent-Length: %d" % len(body) in head


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection:
        while request := connection.recv(4096):
            path = request.split(b" ")[1].decode()
            connection.sendall(ANSWERS[path])
            if path == "/to-the-end":
                return
