"""Storing and reading blobs, wherever they lie. Blobs never change."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.core.files.storage import storages

from labeling.core.blobs.errors import BlobDamaged
from labeling.core.blobs.folders import ensure_room, refusing_when_full, scratch
from labeling.core.blobs.kinds import Kind, KindStorage
from labeling.core.blobs.names import Blob, Entry

_PIECE = 1 << 20


def put(content: bytes | BinaryIO) -> Blob:
    """Store the bytes; the same bytes again cost one comparison, and mend a damaged copy.

    Once this returns the blob survives a power cut. A stream is read once, in pieces, so memory
    stays flat. Commit a row that names the blob within settings.BLOB_GRACE, or it may be swept.

    Raises:
        DiskNearlyFull: 507. StoreAway: 503. Nothing was stored.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    folder = scratch()
    ensure_room(0, folder)
    with (
        refusing_when_full(),
        tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as temporary,
    ):
        incoming = Path(temporary.name)
        try:
            blob = _copy(stream, temporary, folder)
            temporary.flush()
            os.fsync(temporary.fileno())
            kind().file_away(incoming, blob)
        finally:
            incoming.unlink(missing_ok=True)
    return blob


def take(path: Path) -> Blob:
    """As `put`, of a whole file in `scratch` that becomes the blob itself: nothing is copied."""
    ensure_room()
    try:
        with refusing_when_full():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                blob = Blob(sha256=digest, size=file.tell())
                os.fsync(file.fileno())
            kind().file_away(path, blob)
    finally:
        path.unlink(missing_ok=True)
    return blob


def open_blob(sha256: str) -> BinaryIO:
    """Open for reading. Bytes are not checked here: `verify` and `read` do."""
    return kind().path(sha256).open("rb")


def read(sha256: str) -> bytes:
    """All the bytes, checked against their name. A damaged local copy is fetched anew.

    Raises:
        BlobMissing, BlobDamaged: as they say.
    """
    try:
        return _read(sha256)
    except BlobDamaged:
        if not kind().forget(sha256):
            raise
    return _read(sha256)


def verify(sha256: str) -> int:
    """Check the stored bytes themselves, in pieces and past any cache; return how many there are.

    Raises:
        BlobMissing, BlobDamaged: as they say.
    """
    digest = hashlib.sha256()
    size = 0
    for piece in stored_bytes(sha256):
        digest.update(piece)
        size += len(piece)
    if digest.hexdigest() != sha256:
        raise BlobDamaged(expected=sha256, got=digest.hexdigest())
    return size


def stored_bytes(sha256: str) -> Iterator[bytes]:
    """The bytes as they are stored, past any cache and unchecked, in pieces. Raises: BlobMissing."""
    with kind().open(sha256) as stream:
        yield from _pieces(stream)


def exists(sha256: str) -> bool:
    return kind().exists(sha256)


def path(sha256: str) -> Path:
    """A local file of the bytes, for pread, the sandbox and X-Accel-Redirect.

    Open it soon: a cached copy of S3 stays for settings.BLOB_CACHE_GRACE seconds at least, an open
    file for as long as it is open.

    Raises:
        BlobMissing: when it is not there.
    """
    return kind().path(sha256)


def entries() -> Iterator[Entry]:
    """Every stored blob, ascending by hash."""
    return kind().entries()


def remove(sha256: str, *, untouched_since: float) -> bool:
    """For `sweep` alone: it knows that no row needs the blob."""
    return kind().remove(sha256, untouched_since=untouched_since)


def kind() -> Kind:
    """Where the settings' storage "blobs" keeps them."""
    return cast(KindStorage, storages["blobs"]).kind


def _read(sha256: str) -> bytes:
    with open_blob(sha256) as stream:
        content = stream.read()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise BlobDamaged(expected=sha256, got=found)
    return content


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _copy(source: BinaryIO, target: IO[bytes], folder: Path) -> Blob:
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(source):
        ensure_room(len(piece), folder)
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    return Blob(sha256=digest.hexdigest(), size=size)
