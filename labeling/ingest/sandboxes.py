"""The decoding children of this process, borrowed one at a time."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from queue import LifoQueue

from labeling.imaging.sandbox import Sandbox

_COUNT = 2

_pool: LifoQueue[Sandbox] = LifoQueue()
_all = [Sandbox() for _ in range(_COUNT)]
for _sandbox in _all:
    _pool.put(_sandbox)
VOLUMES = Sandbox()
"""Reads whole volumes, piece by piece; its child stays, so that a small case costs milliseconds."""


@contextmanager
def borrowed() -> Iterator[Sandbox]:
    """A sandbox that nobody else uses meanwhile; its child starts with its first request."""
    sandbox = _pool.get()
    try:
        yield sandbox
    finally:
        _pool.put(sandbox)


@atexit.register
def close_all() -> None:
    """End the children of this process; the next request starts new ones."""
    for sandbox in (*_all, VOLUMES):
        sandbox.close()
