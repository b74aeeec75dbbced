"""Gunicorn's threaded worker, whose threads stay with a connection that is being used."""

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

_STAY_MS = 3


class StayingWorker(ThreadWorker):  # type: ignore[misc]
    """A viewer asks for one frame after the other on few connections.

    Gunicorn hands a kept connection back to its poller after each answer, which wakes another thread for the
    next request: three changes of threads a frame. Here the thread waits a moment for that request itself,
    unless other work is queued.
    """

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
