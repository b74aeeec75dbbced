"""Local copies of remote blobs: bounded, verified, shared by threads and processes.

A copy appears whole, under its name, after its hash was checked. The least recently used go first, but
none that was asked for within the grace: its reader may be about to open it. An open file outlives its
removal.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from labeling.core.blobs.errors import BlobDamaged
from labeling.core.blobs.folders import (
    ensure_room,
    private_folder,
    refusing_when_full,
    scratch,
    stripe,
)
from labeling.core.blobs.names import name_of

_FRESH = 10.0  # seconds within which a use is not written down again
_SHARE = 16  # room is made when this part of the limit has been fetched since
_FULL = 0.9  # of the limit: what is left when room was made


class Cache:
    """Copies in a folder, at most `limit` bytes of them and what was used within `grace` seconds."""

    def __init__(self, folder: Path, *, limit: int, grace: float) -> None:
        self.folder, self.limit, self.grace = folder, limit, grace
        self._since = limit  # unknown at the start: look at once

    def path(self, sha256: str, fetch: Callable[[], Iterator[bytes]]) -> Path:
        """The local copy, fetched if need be; others who need it wait for the one who fetches.

        Raises:
            BlobDamaged: what came has another hash. DiskNearlyFull: 507. What `fetch` raises.
        """
        target = self.folder / name_of(sha256)
        if self._use(target, sha256):
            return target
        with stripe(self.folder / "fetching", sha256, alone=True):
            if not self._use(target, sha256):
                self._since += self._fetch(target, sha256, fetch)
        self._make_room()
        return target

    def adopt(self, incoming: Path, sha256: str) -> None:
        """Take over a file whose bytes are known to be right."""
        target = self.folder / name_of(sha256)
        private_folder(target.parent)
        self._since += incoming.stat().st_size
        incoming.chmod(0o600)
        os.utime(incoming)
        incoming.replace(target)
        self._make_room()

    def forget(self, sha256: str) -> bool:
        """Remove the copy; whether there was one."""
        target = self.folder / name_of(sha256)
        found = target.is_file()
        target.unlink(missing_ok=True)
        return found

    def _use(self, target: Path, sha256: str) -> bool:
        """Note the use, under the lock that an eviction needs; whether the copy is there."""
        try:
            if time.time() - target.stat().st_mtime < min(_FRESH, self.grace / 2):
                return True
            with stripe(self.folder / "locks", sha256, alone=False):
                os.utime(target)
        except FileNotFoundError:
            return False
        return True

    def _fetch(self, target: Path, sha256: str, fetch: Callable[[], Iterator[bytes]]) -> int:
        private_folder(target.parent)
        with (
            refusing_when_full(),
            tempfile.NamedTemporaryFile(dir=scratch(), prefix="fetching-", delete=False) as file,
        ):
            fetching = Path(file.name)
            try:
                size, found = _copy(fetch(), file)
                if found != sha256:
                    raise BlobDamaged(expected=sha256, got=found)
                file.flush()
                os.fsync(file.fileno())
                fetching.replace(target)
            finally:
                fetching.unlink(missing_ok=True)
        return size

    def _make_room(self) -> None:
        """Evict down to the limit, now and then, one process at a time."""
        if self._since < self.limit / _SHARE:
            return
        with (private_folder(self.folder) / "evicting").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._since = 0
            copies = sorted(self._copies())
            total = sum(size for _, size, _ in copies)
            if total <= self.limit:
                return
            for _, size, path in copies:
                if total <= self.limit * _FULL:
                    return
                total -= size if self._evict(path) else 0

    def _evict(self, path: Path) -> bool:
        with stripe(self.folder / "locks", path.name, alone=True):
            try:
                if time.time() - path.stat().st_mtime < self.grace:
                    return False
                path.unlink()
            except FileNotFoundError:  # forgotten meanwhile
                return True
        return True

    def _copies(self) -> Iterator[tuple[float, int, Path]]:
        """When each was last used, its size, its path."""
        for path in self.folder.glob("??/??/*"):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            yield found.st_mtime, found.st_size, path


def _copy(pieces: Iterator[bytes], file: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        ensure_room(len(piece))
        file.write(piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()
