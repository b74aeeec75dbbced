"""What a place for blobs must offer. There are two: a filesystem, and S3 with a local cache."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from labeling.core.blobs.names import Blob, Entry


class Kind(Protocol):
    """A place for blobs. Every method takes a name that is a hash; `store` has checked it."""

    def file_away(self, incoming: Path, blob: Blob) -> None:
        """Take over a complete file of scratch, or find the blob there and mark it as touched.

        Afterwards the blob is whole and durable; until then nobody sees any of it.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The stored bytes themselves, past any cache. Raises: BlobMissing."""

    def path(self, sha256: str) -> Path:
        """A local file of the bytes, for pread and X-Accel-Redirect. Raises: BlobMissing."""

    def exists(self, sha256: str) -> bool:
        """Whether the blob is there."""

    def entries(self) -> Iterator[Entry]:
        """Every blob there is, ascending by hash."""

    def remove(self, sha256: str, *, untouched_since: float) -> bool:
        """Remove the blob unless somebody put it since; whether it was removed."""

    def forget(self, sha256: str) -> bool:
        """Remove a local copy of what is stored elsewhere; whether there was one."""


class KindStorage(Protocol):
    """What settings.STORAGES["blobs"] names: Django's storage that knows its kind."""

    @property
    def kind(self) -> Kind:
        """The place for blobs."""
