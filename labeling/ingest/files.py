"""Outside files on their way in: staged on disk, never named by what the sender says."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from labeling.core import blobs
from labeling.ingest.errors import FileRefused
from labeling.ingest.limits import MAX_FILE

PREAMBLE = 128
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class KeptFile:
    """A stored Part 10 file: its blob, and the hash of the bytes as they came."""

    blob: blobs.Blob
    source_sha256: str


@contextmanager
def staged(chunks: Iterable[bytes], limit: int = MAX_FILE) -> Iterator[Path]:
    """The chunks as a file that is gone afterwards.

    Raises:
        FileRefused: `too_large`. DiskNearlyFull: 507.
    """
    with tempfile.NamedTemporaryFile(dir=blobs.scratch(), prefix="staged-", delete=False) as file:
        path = Path(file.name)
    try:
        with blobs.refusing_when_full(), path.open("wb") as target:
            size = 0
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileRefused("too_large", f"expected at most {limit} bytes, got more")
                blobs.ensure_room(len(chunk))
                target.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(path: Path) -> KeptFile:
    """Store a DICOM file with its 128-byte preamble zeroed: it may pose as another format.

    A file of scratch becomes the blob itself and is gone from there; any other is copied.
    """
    if path.parent == blobs.scratch():
        source_sha256 = _zero_preamble(path)
        blob = blobs.take(path)
        return KeptFile(blob, source_sha256 or blob.sha256)
    with path.open("rb") as file:
        stream = _WithoutPreamble(file)
        blob = blobs.put(cast("BinaryIO", stream))
    return KeptFile(blob, stream.source.hexdigest())


def is_zip(path: Path) -> bool:
    """By its first bytes; a DICOM file with such a preamble is DICOM."""
    with path.open("rb") as file:
        head = file.read(PREAMBLE + 4)
    return head[:4] in ZIP_MAGICS and head[PREAMBLE:] != b"DICM"


def _zero_preamble(path: Path) -> str:
    """The hash of the file as it came; "" when its preamble is zero already, as in most files."""
    with path.open("r+b") as file:
        if not any(file.read(PREAMBLE)):
            return ""
        file.seek(0)
        source_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        file.write(bytes(PREAMBLE))
    return source_sha256


class _WithoutPreamble:
    """Reads a file with zeros for its preamble, and hashes the bytes as they are."""

    def __init__(self, file: BinaryIO) -> None:
        self.source = hashlib.sha256()
        self._file = file
        self._left = PREAMBLE

    def read(self, count: int = -1) -> bytes:
        piece = self._file.read(count)
        self.source.update(piece)
        zeroed = min(self._left, len(piece))
        self._left -= zeroed
        return bytes(zeroed) + piece[zeroed:]
