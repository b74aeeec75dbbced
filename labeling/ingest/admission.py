"""How many uploads one web process takes in at once: each holds a thread for as long as its sender likes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from labeling.ingest.errors import IntakeBusy

AT_ONCE = 8  # of GYRE_WEB_THREADS, 16: threads are left for everybody else

_places = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def admitted() -> Iterator[None]:
    """Around what receives files over HTTP.

    Raises:
        IntakeBusy: 503, at once.
    """
    if not _places.acquire(blocking=False):
        raise IntakeBusy
    try:
        yield
    finally:
        _places.release()
