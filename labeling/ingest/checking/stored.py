"""Blobs: there, and with the bytes they are named by."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from labeling.core import blobs
from labeling.core.blobs.references import holders
from labeling.core.blobs.sweep import joined, orphans
from labeling.ingest.checking.faults import Fault

_DERIVED = ("ingest.series.", "ingest.instance.frames_blob ")
_SHOWN = 3


def blob_faults(sha256: str) -> list[Fault]:
    """Whether one blob is sound; reads all of it, past any cache."""
    try:
        blobs.verify(sha256)
    except blobs.BlobMissing:
        return [_fault("blob_missing", sha256, "no bytes are stored")]
    except blobs.BlobDamaged as damage:
        return [_fault("blob_damaged", sha256, f"the stored bytes have the hash {damage.got}")]
    return []


def named_blobs() -> Iterator[str]:
    """Every blob that a row names, ascending."""
    return (sha256 for sha256, _, named in joined() if named)


def orphan_faults() -> Iterator[Fault]:
    """Blobs that no row names, and that are old enough to tell."""
    before = timezone.now().timestamp() - settings.BLOB_GRACE
    for entry in orphans():
        if entry.touched < before:
            yield Fault("blob_orphaned", entry.sha256, f"no row names these {entry.size} bytes")


def remake_targets(sha256: str) -> tuple[set[int], set[int]] | None:
    """Ids of the instances and series to make anew, if all that names the blob is derived."""
    instances: set[int] = set()
    series: set[int] = set()
    for holder in holders(sha256):
        if not holder.startswith(_DERIVED):
            return None
        column, _, pk = holder.rpartition(" ")
        (instances if column.endswith("frames_blob") else series).add(int(pk))
    return instances, series


def _fault(code: str, sha256: str, what: str) -> Fault:
    rows = holders(sha256)
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return Fault(code, sha256, f"{what}; needed by {', '.join(rows[:_SHOWN])}{more}")
