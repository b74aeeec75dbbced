"""A light HTTP/1.1 client: plain sockets, keep-alive, one thread for any number of connections.

It shares the processors with the server that is measured, so it does as little as it can: a body is
received into one buffer that is used again, and kept only when asked for.
"""

import json
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

_BUFFER = 1 << 20
_PATIENCE = 120.0


class Unexpected(Exception):
    """The server did not answer as it should."""


@dataclass(frozen=True)
class Answer:
    """`body` is empty unless it was asked for; `size` is its length as sent."""

    status: int
    headers: dict[str, str]
    size: int
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Site:
    """A server's DICOMweb root, and the headers that each request to it needs."""

    name: str
    port: int
    root: str
    headers: dict[str, str] = field(default_factory=dict)

    def request(
        self, method: str, path: str, *, accept: str = "", body: bytes = b"", **headers: str
    ) -> bytes:
        """The bytes of a request; an underscore in a header's name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = {"Host": f"127.0.0.1:{self.port}", "Accept": accept, **self.headers, **named}
        if method == "POST":
            lines["Content-Length"] = str(len(body))
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return f"{method} {self.root}{path} HTTP/1.1\r\n{text}\r\n".encode() + body

    def ask(self, request: bytes) -> Answer:
        """One request on a connection of its own, its body kept.

        Raises:
            Unexpected: the answer is no success.
        """
        with closing(Connection(self.port, keep=True)) as connection:
            connection.send(request)
            while not connection.receive():
                pass
            return _checked(connection.answer(), request)


class Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int, *, keep: bool = False) -> None:
        self._port, self._keep = port, keep
        self._buffer = memoryview(bytearray(_BUFFER))
        self._socket = self._open()
        self._reset()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, request: bytes) -> None:
        if self._ends_at_close:
            self._socket.close()
            self._socket = self._open()
        self._reset()
        self._socket.sendall(request)

    def receive(self) -> bool:
        """Take what is there; whether the answer is whole."""
        count = self._socket.recv_into(self._buffer)
        piece = bytes(self._buffer[:count]) if self._keep or not self._headers else b""
        if self._headers:
            self._got += count
            if self._keep or self._is_chunked:
                self._body += piece or bytes(self._buffer[:count])
        else:
            self._read_head(piece)
        return self._is_whole(count)

    def answer(self) -> Answer:
        body = _unchunked(bytes(self._body)) if self._is_chunked else bytes(self._body)
        return Answer(self._status, self._headers, self._got, body if self._keep else b"")

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _reset(self) -> None:
        self._head, self._body = bytearray(), bytearray()
        self._headers: dict[str, str] = {}
        self._status, self._got, self._length = 0, 0, -1
        self._is_chunked, self._ends_at_close = False, False

    def _read_head(self, piece: bytes) -> None:
        self._head += piece
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = bytes(self._head[:end]).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        self._headers = {name.lower(): value.strip() for name, _, value in pairs}
        self._status = int(first.split(" ")[1])
        self._is_chunked = "chunked" in self._headers.get("transfer-encoding", "")
        self._length = int(self._headers.get("content-length", -1))
        if self._status in (204, 304):
            self._length = 0
        self._ends_at_close = self._headers.get("connection", "").lower() == "close"
        rest = self._head[end + 4 :]
        self._got = len(rest)
        if self._keep or self._is_chunked:
            self._body += rest

    def _is_whole(self, count: int) -> bool:
        if self._headers and self._length >= 0:
            whole = self._got >= self._length
        elif self._is_chunked:
            whole = self._body.endswith(b"0\r\n\r\n")
        else:
            whole = bool(self._headers) and count == 0
            self._ends_at_close = True
        if count == 0 and not whole:
            raise Unexpected(f"the connection ended after {self._got} bytes")
        return whole


def pump(site: Site, requests: Iterable[bytes], *, connections: int = 1) -> float:
    """Send every request over so many connections; the seconds until the last answer.

    Raises:
        Unexpected: an answer is no success.
    """
    left: Iterator[bytes] = iter(requests)
    with ExitStack() as stack:
        opened = [Connection(site.port) for _ in range(connections)]
        for connection in opened:
            stack.callback(connection.close)
        selector = stack.enter_context(selectors.DefaultSelector())
        began = time.perf_counter()
        for connection in opened:
            _send_next(selector, connection, left)
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.data
                if connection.receive():
                    selector.unregister(connection)
                    _checked(connection.answer(), b"")
                    _send_next(selector, connection, left)
        return time.perf_counter() - began


def multipart(parts: Sequence[bytes]) -> tuple[bytes, str]:
    """A STOW-RS body and its content type."""
    boundary = "an-edge-that-no-pixel-holds-0123456789"
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    body = b"".join(head + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f'multipart/related; type="application/dicom"; boundary={boundary}'


def _send_next(
    selector: selectors.BaseSelector, connection: Connection, left: Iterator[bytes]
) -> None:
    request = next(left, None)
    if request is not None:
        connection.send(request)
        selector.register(connection, selectors.EVENT_READ, connection)


def _checked(answer: Answer, request: bytes) -> Answer:
    if answer.status != 200:
        line = request.split(b"\r\n", 1)[0].decode("latin-1")
        raise Unexpected(f"{line}: status {answer.status} {answer.body[:300]!r}")
    return answer


def _unchunked(body: bytes) -> bytes:
    pieces, at = [], 0
    while (end := body.find(b"\r\n", at)) >= 0 and (size := int(body[at:end], 16)):
        pieces.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
    return b"".join(pieces)
