"""The content-addressed store: DICOM files, masks, maps and weights, by the SHA-256 of their bytes.

Blobs never change, so they can be shared, cached for ever and verified. The store lies behind Django's
storage interface; on a filesystem a blob is complete and on disk before its name exists.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from labeling.core.errors import GyreError, NotFound

_HEX = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class BlobMissing(NotFound):
    """The stored bytes are not there."""


class BlobDamaged(GyreError):
    """The stored bytes do not have the hash they are named by."""

    status = 500


class NotAHash(GyreError):
    """A blob's name is the SHA-256 of its bytes: 64 lower-case hexadecimal digits."""


@dataclass(frozen=True)
class Blob:
    """What was stored: its hash in hexadecimal and its length in bytes."""

    sha256: str
    size: int


def put(content: bytes | BinaryIO) -> Blob:
    """Store the bytes; the same bytes again cost nothing.

    Once this returns the blob survives a power cut. A stream is read once, in pieces, so memory stays flat.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    storage = _storage()
    with tempfile.NamedTemporaryFile(dir=scratch(), prefix="incoming-", delete=False) as temporary:
        incoming = Path(temporary.name)
        try:
            blob = _copy(stream, temporary)
            temporary.flush()
            os.fsync(temporary.fileno())
            _file_away(storage, incoming, blob)
        finally:
            incoming.unlink(missing_ok=True)
    return blob


def open_blob(sha256: str) -> BinaryIO:
    """Open for reading. Bytes are not checked here: `verify` and `read` do."""
    try:
        return cast(BinaryIO, _storage().open(_name(sha256), "rb"))
    except FileNotFoundError as error:
        raise BlobMissing(got=sha256) from error


def read(sha256: str) -> bytes:
    """All the bytes, checked against their name.

    Raises:
        BlobMissing, BlobDamaged: as they say.
    """
    with open_blob(sha256) as stream:
        content = stream.read()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise BlobDamaged(expected=sha256, got=found)
    return content


def verify(sha256: str) -> int:
    """Check the stored bytes in pieces; return how many there are."""
    digest = hashlib.sha256()
    size = 0
    with open_blob(sha256) as stream:
        for piece in _pieces(stream):
            digest.update(piece)
            size += len(piece)
    if digest.hexdigest() != sha256:
        raise BlobDamaged(expected=sha256, got=digest.hexdigest())
    return size


def exists(sha256: str) -> bool:
    return _storage().exists(_name(sha256))


def path(sha256: str) -> Path:
    """The file, for pread and X-Accel-Redirect.

    Raises:
        NotImplementedError: by storages that have no files.
        BlobMissing: when it is not there.
    """
    found = Path(_storage().path(_name(sha256)))
    if not found.is_file():
        raise BlobMissing(got=sha256)
    return found


def scratch() -> Path:
    """Where incoming bytes wait: on the store's own disk, so that filing away is a rename."""
    return private_folder(settings.BLOBS / "incoming")


def private_folder(folder: Path) -> Path:
    """Make the folder and those above it that are missing, each closed to other users."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _storage() -> Storage:
    return storages["blobs"]


def _name(sha256: str) -> str:
    if not _HEX.fullmatch(sha256):
        raise NotAHash(got=sha256[:80])
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _copy(source: BinaryIO, target: IO[bytes]) -> Blob:
    digest = hashlib.sha256()
    size = 0
    for piece in _pieces(source):
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    return Blob(sha256=digest.hexdigest(), size=size)


def _file_away(storage: Storage, incoming: Path, blob: Blob) -> None:
    name = _name(blob.sha256)
    if not isinstance(storage, FileSystemStorage):
        if not storage.exists(name):
            with incoming.open("rb") as stream:
                storage.save(name, File(stream))
        return
    target = Path(storage.path(name))
    if target.is_file() and target.stat().st_size == blob.size:
        return
    private_folder(target.parent)
    incoming.chmod(0o600)
    incoming.replace(target)
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
