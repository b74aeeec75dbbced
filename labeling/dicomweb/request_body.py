"""The bytes that a client sends, read from the server's stream: Django would see no chunked body."""

from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import BinaryIO, Protocol

from django.http import HttpRequest
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]

from labeling.dicomweb.errors import BodyCutOff, BodyStalled

STALL = 60.0  # seconds without a byte
_BLOCK = 1 << 18
_DRAINED = 256 << 20
_DRAINING = 5.0  # seconds


class _Socket(Protocol):
    def gettimeout(self) -> float | None: ...

    def settimeout(self, seconds: float | None, /) -> None: ...


class RequestBody:
    """All of a chunked body, or as much as Content-Length says, never less.

    A client that stops sending would hold a thread for ever: gunicorn's timeout is about workers.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._source: BinaryIO = request.META["wsgi.input"]
        self._socket: _Socket | None = request.META.get("gunicorn.socket")
        chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        self._left = None if chunked else int(request.headers.get("Content-Length") or 0)
        self._broken = False
        self._stall = STALL

    def read(self, count: int) -> bytes:
        """Up to so many bytes, none at the end.

        Raises:
            BodyCutOff: 400, the client sent less than it said. BodyStalled: 408.
        """
        if self._left is None:
            return self._received(count)
        block = self._received(min(count, self._left)) if self._left else b""
        if self._left and not block:
            self._broken = True
            raise BodyCutOff
        self._left -= len(block)
        return block

    def blocks(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK):
            yield block

    def drain(self) -> None:
        """Read on to the end, within reason: a client that still sends would lose the answer."""
        if self._broken:
            return
        until, self._stall = monotonic() + _DRAINING, _DRAINING
        with suppress(BodyCutOff, BodyStalled):
            for number, _ in enumerate(self.blocks()):
                if number * _BLOCK > _DRAINED or monotonic() > until:
                    return

    def _received(self, count: int) -> bytes:
        before = None
        if self._socket is not None:
            before = self._socket.gettimeout()
            self._socket.settimeout(self._stall)
        try:
            block = self._source.read(count)
        except TimeoutError as error:
            self._broken = True
            raise BodyStalled from error
        except (OSError, ParseException) as error:  # gone, or chunks that are none
            self._broken = True
            raise BodyCutOff from error
        if self._socket is not None:
            self._socket.settimeout(before)
        return block
