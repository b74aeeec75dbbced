"""Freeing blobs that no row names.

Rows go first, in the act's own transaction; bytes later, by `sweep`. A blob goes only when no row named
it at the beginning and nobody put it in the last `settings.BLOB_GRACE` seconds: a `put` of the same
bytes touches it under the lock that its removal needs, so it either keeps the blob or stores it anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from labeling.core.blobs.errors import StoreBusy
from labeling.core.blobs.names import Entry
from labeling.core.blobs.references import referenced
from labeling.core.blobs.store import entries, remove
from labeling.core.logs import log

_LOCK = 0x6779_7265  # of the whole store, in the database that knows what is needed


@dataclass
class Swept:
    """`young` orphans were put too lately to be sure that no transaction is about to name them."""

    blobs: int = 0
    bytes: int = 0
    young: int = 0


def sweep(*, dry_run: bool = False) -> Swept:
    """Free what no row names; memory stays flat.

    Raises:
        StoreBusy: another sweep or a backup runs. StoreAway: 503.
    """
    found = Swept()
    with store_lock(alone=True):
        before = timezone.now().timestamp() - settings.BLOB_GRACE
        for entry in orphans():
            if entry.touched >= before:
                found.young += 1
            elif dry_run or remove(entry.sha256, untouched_since=before):
                found.blobs += 1
                found.bytes += entry.size
    if not dry_run:
        log.info("blobs.swept", count=found.blobs, bytes=found.bytes)
    return found


def orphans() -> Iterator[Entry]:
    """Stored blobs that no row names, ascending."""
    return (entry for sha256, entry, named in joined() if entry is not None and not named)


def joined() -> Iterator[tuple[str, Entry | None, bool]]:
    """Every hash that is stored or named, ascending: with what is stored, and whether a row names it.

    The named ones are those of the moment when this began: both sides come sorted, so neither is held.
    """
    names, stored = referenced(), entries()
    name, entry = next(names, None), next(stored, None)
    while name is not None or entry is not None:
        if entry is None or (name is not None and name < entry.sha256):
            assert name is not None  # noqa: S101
            yield name, None, True
            name = next(names, None)
        elif name == entry.sha256:
            yield entry.sha256, entry, True
            name, entry = next(names, None), next(stored, None)
        else:
            yield entry.sha256, entry, False
            entry = next(stored, None)


@contextmanager
def store_lock(*, alone: bool) -> Iterator[None]:
    """Hold the store: a sweep alone, backups among themselves. Lost with the database's session.

    Raises:
        StoreBusy: somebody else holds it.
    """
    shared = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock{shared}(%s)", [_LOCK])
        (held,) = cursor.fetchone()
    if not held:
        raise StoreBusy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{shared}(%s)", [_LOCK])
