"""Gunicorn's threaded worker, whose threads stay with a connection that is being used, not with one that stalls."""

import errno
import select
import socket
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

PATIENCE = 60.0
"""Seconds that a thread waits for a client, each time anew when it took some or gave `PIECE` bytes."""
PIECE = 64 << 10
HASTE = 10.0
"""Seconds in which the headers of a request are to come."""
_STAY_MS = 3


class PatientSocket(socket.socket):
    """A connection that is given up when its client neither sends nor takes what it is sent.

    Gunicorn waits without end, and a read timeout starts anew with each byte: sixteen clients that send a byte a
    minute, or never read their answers, would hold every thread.
    """

    _left = PATIENCE
    _came = 0

    def setblocking(self, flag: bool, /) -> None:
        """As ever, except that blocking has an end: headers come at once."""
        self._left, self._came = HASTE, 0
        self.settimeout(PATIENCE if flag else 0.0)

    def be_patient(self) -> None:
        """From now on for what follows the headers."""
        self._left, self._came = PATIENCE, 0

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Raises: TimeoutError."""
        own = self.gettimeout()
        if not own:
            return super().recv(bufsize, flags)
        started = monotonic()
        try:
            self.settimeout(max(0.001, min(own, self._left)))
            data = super().recv(bufsize, flags)
        except TimeoutError as error:
            raise _stalled() from error
        finally:
            self.settimeout(own)
        self._left -= monotonic() - started
        self._came += len(data)
        if self._came >= PIECE:
            self.be_patient()
        return data

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Raises: TimeoutError."""
        left = memoryview(data)
        try:
            while (
                left
            ):  # each turn waits for room, of which the kernel tells when there is a good deal
                left = left[super().send(left, flags) :]
        except TimeoutError as error:
            raise _stalled() from error


def _stalled() -> TimeoutError:
    """With the number of a lost connection, which gunicorn takes without a word."""
    return TimeoutError(errno.ECONNRESET, "the client stalled")


class StayingWorker(ThreadWorker):  # type: ignore[misc]
    """A viewer asks for one frame after the other on few connections.

    Gunicorn hands a kept connection back to its poller after each answer, which wakes another thread for the
    next request: three changes of threads a frame. Here the thread waits a moment for that request itself,
    unless other work is queued.
    """

    def enqueue_req(self, conn: Any) -> None:
        """As gunicorn's own, on a connection with an end."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """As gunicorn's own, of a client whose headers are here."""
        conn.sock.be_patient()
        return super().handle_request(req, conn)

    def handle(self, conn: Any) -> Any:
        """Answer the requests of a connection until it rests; the result is as gunicorn's own."""
        kept = super().handle(conn)
        while kept is True and self._asks_again(conn):
            kept = super().handle(conn)
        return kept

    def _asks_again(self, conn: Any) -> bool:
        if conn.is_http2 or not self.alive or not self.tpool._work_queue.empty():
            return False
        if conn.parser.unreader.buf.getvalue():
            return False  # what was read ahead is gunicorn's to deal with
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        return bool(poll.poll(_STAY_MS))
