"""The decoding children of this process, borrowed one at a time."""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue

from labeling.imaging.sandbox import Sandbox
from labeling.ingest.errors import DecodersBusy

PATIENCE = 10.0  # seconds that an answer may wait for a child
HASTE = 1.0  # and when there are many before it
_MANY = 4
_COUNT = 2

_pool: LifoQueue[Sandbox] = LifoQueue()
_all = [Sandbox() for _ in range(_COUNT)]
for _sandbox in _all:
    _pool.put(_sandbox)
_places = threading.BoundedSemaphore(_MANY)
VOLUMES = Sandbox()
"""Reads whole volumes, piece by piece; its child stays, so that a small case costs milliseconds."""


@contextmanager
def borrowed() -> Iterator[Sandbox]:
    """A sandbox that nobody else uses meanwhile; its child starts with its first request.

    Waits for as long as it takes: for files on their way in and for jobs.
    """
    sandbox = _pool.get()
    try:
        yield sandbox
    finally:
        _pool.put(sandbox)


@contextmanager
def borrowed_soon() -> Iterator[Sandbox]:
    """The same for an answer that somebody waits for.

    Files that take a child its whole time would otherwise end up holding every thread of the web process, and
    with them the probes and the frames that need no child. So few wait long, and none without end.

    Raises:
        DecodersBusy: 503.
    """
    sandbox = _soon()
    try:
        yield sandbox
    finally:
        _pool.put(sandbox)


def _soon() -> Sandbox:
    has_place = _places.acquire(blocking=False)
    try:
        return _pool.get(timeout=PATIENCE if has_place else HASTE)
    except Empty as error:
        raise DecodersBusy from error
    finally:
        if has_place:
            _places.release()


@atexit.register
def close_all() -> None:
    """End the children of this process; the next request starts new ones."""
    for sandbox in (*_all, VOLUMES):
        sandbox.close()
