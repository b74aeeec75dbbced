"""Private folders, locks and room on the store's own disk."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from labeling.core.blobs.errors import DiskNearlyFull

_FULL = {errno.ENOSPC, errno.EDQUOT}
_DAY = 24 * 3600


def private_folder(folder: Path) -> Path:
    """Make the folder and those above it that are missing, each closed to other users."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def scratch() -> Path:
    """Where incoming bytes wait: on the store's own disk, so that filing away is a rename."""
    return private_folder(settings.BLOBS / "incoming")


def sweep_scratch(*, older_than: float = _DAY) -> int:
    """Remove what processes left behind that died in the middle of an upload; return how many.

    A day is longer than any upload: every file here is written to or filed away within minutes.
    """
    before = time.time() - older_than
    count = 0
    for path in scratch().iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def ensure_room(size: int = 0, folder: Path | None = None) -> None:
    """Refuse before the disk is full: a full disk stops the database too.

    Args:
        size: bytes about to be written.
        folder: where; the scratch folder when left out.

    Raises:
        DiskNearlyFull: 507, they would eat into settings.DISK_RESERVE.
    """
    disk = os.statvfs(folder or scratch())
    free = disk.f_bavail * disk.f_frsize
    if free - size < settings.DISK_RESERVE:
        raise DiskNearlyFull(
            expected=f"{settings.DISK_RESERVE} bytes left free", got=f"{max(0, free - size)} bytes"
        )


@contextmanager
def refusing_when_full() -> Iterator[None]:
    """A disk that fills up meanwhile is the same refusal. Raises: DiskNearlyFull, 507."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskNearlyFull from error
        raise


@contextmanager
def stripe(folder: Path, sha256: str, *, alone: bool) -> Iterator[None]:
    """Hold the lock of a 256th of the store, among threads and processes, alone or with others."""
    name = private_folder(folder) / sha256[:2]
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
