"""How long a PACS is waited for: a clock that cuts the connection, whatever it does meanwhile.

The read timeout of a socket starts anew with each byte, so one byte every few seconds would hold a
thread for days. This clock counts the time spent waiting since the last piece of real size.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

PIECE = 256 << 10
"""So many bytes must arrive before the time is up."""
_TICK = 0.25


class Patience:
    """While entered, the connection it holds is shut down when `seconds` of waiting pass in vain."""

    def __init__(self, seconds: float) -> None:
        self.ended = False
        self._seconds = seconds
        self._left = seconds
        self._received = 0
        self._deadline: float | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._held: socket.socket | None = None

    def hold(self, connection: socket.socket) -> None:
        """Watch this connection, also after TLS took it over: a duplicate shares its fate."""
        with self._lock:
            self._let_go()
            self._held = connection.dup()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Around everything that waits for the PACS; what is done with its answers is not counted."""
        self._deadline = monotonic() + self._left
        try:
            yield
        finally:
            self._left = self._deadline - monotonic()
            self._deadline = None

    def received(self, count: int) -> None:
        """So many bytes of a body came; each whole `PIECE` sets the clock back."""
        before, self._received = self._received // PIECE, self._received + count
        if self._received // PIECE > before:
            self.renew()

    def renew(self) -> None:
        """Start to count anew."""
        self._left = self._seconds

    def __enter__(self) -> "Patience":
        threading.Thread(target=self._watch, name="pacs-patience", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _watch(self) -> None:
        while not self._over.wait(_TICK):
            deadline = self._deadline
            if deadline is not None and monotonic() >= deadline:
                self._cut()

    def _cut(self) -> None:
        self.ended = True
        with self._lock, contextlib.suppress(OSError):
            if self._held is not None:
                self._held.shutdown(socket.SHUT_RDWR)
