"""The content-addressed store: DICOM files, masks, maps and weights, by the SHA-256 of their bytes.

Blobs never change, so they can be shared, cached for ever and verified. Columns that name blobs are
`core.fields.BlobField`; a blob that no column names is swept.
"""

from labeling.core.blobs.errors import (
    BlobDamaged,
    BlobMissing,
    DiskNearlyFull,
    NotAHash,
    StoreAway,
    StoreBusy,
)
from labeling.core.blobs.folders import (
    ensure_room,
    private_folder,
    refusing_when_full,
    scratch,
    sweep_scratch,
)
from labeling.core.blobs.names import Blob, Entry
from labeling.core.blobs.store import entries, exists, open_blob, path, put, read, take, verify

__all__ = [
    "Blob",
    "BlobDamaged",
    "BlobMissing",
    "DiskNearlyFull",
    "Entry",
    "NotAHash",
    "StoreAway",
    "StoreBusy",
    "ensure_room",
    "entries",
    "exists",
    "open_blob",
    "path",
    "private_folder",
    "put",
    "read",
    "refusing_when_full",
    "scratch",
    "sweep_scratch",
    "take",
    "verify",
]
