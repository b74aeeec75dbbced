"""What is kept between questions: the least recently used goes first, by bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
K = TypeVar("K", bound=Hashable)


class Kept(Generic[K]):
    """Arrays by key, at most `limit` bytes of them. Safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._arrays: OrderedDict[K, Array] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> Array | None:
        with self._lock:
            found = self._arrays.get(key)
            if found is not None:
                self._arrays.move_to_end(key)
            return found

    def latest(self) -> list[K]:
        """The most recently used first."""
        with self._lock:
            return list(reversed(self._arrays))

    def put(self, key: K, array: Array) -> None:
        """One that is larger than the limit is not kept."""
        with self._lock:
            self._drop(key)
            if array.nbytes > self.limit:
                return
            self._arrays[key] = np.ascontiguousarray(array)
            self.bytes += array.nbytes
            while self.bytes > self.limit:
                self._drop(next(iter(self._arrays)))

    def _drop(self, key: K) -> None:
        found = self._arrays.pop(key, None)
        if found is not None:
            self.bytes -= found.nbytes
