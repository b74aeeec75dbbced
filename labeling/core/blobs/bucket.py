"""Blobs as objects of S3, or of what speaks like it, behind a local cache.

S3 shows an object when all of it has arrived, in one piece or in parts, and checks the SHA-256 that
goes with each request; what it then holds is asked for its size.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone
from django.utils.functional import cached_property
from storages.backends.s3 import S3Storage

from labeling.core.blobs.cache import Cache
from labeling.core.blobs.errors import BlobDamaged, BlobMissing, StoreAway
from labeling.core.blobs.names import Blob, Entry, is_hash, name_of

_LOCKS = 0x6779_7265
_PIECE = 1 << 20
_MULTIPART = TransferConfig(
    multipart_threshold=16 << 20, multipart_chunksize=16 << 20, max_concurrency=4
)


class BucketStorage(S3Storage):  # type: ignore[misc]
    """settings.STORAGES["blobs"] for S3: a fault shows within seconds, a few tries are made."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=32,
        )
        super().__init__(
            client_config=config,
            transfer_config=_MULTIPART,
            object_parameters={"ChecksumAlgorithm": "SHA256"},
            **options,
        )

    @cached_property
    def kind(self) -> "Bucket":
        limit, grace = settings.BLOB_CACHE_BYTES, settings.BLOB_CACHE_GRACE
        return Bucket(self, Cache(settings.BLOBS / "cache", limit=limit, grace=grace))


class Bucket:
    """A prefix of a bucket."""

    def __init__(self, storage: S3Storage, cache: Cache) -> None:
        self._storage, self._cache = storage, cache

    def file_away(self, incoming: Path, blob: Blob) -> None:
        """As `Kind`. The file becomes the local copy: who just stored it will read it soon."""
        found = self._head(blob.sha256)
        if found is None or found.size != blob.size:
            self._upload(incoming, blob)
        elif _age(found) > settings.BLOB_GRACE / 2:
            self._touch_or_upload(incoming, blob)
        self._cache.adopt(incoming, blob.sha256)

    def open(self, sha256: str) -> BinaryIO:
        with _answering(sha256):
            found = self._client.get_object(**self._place(sha256))
        return cast(BinaryIO, io.BufferedReader(_Stream(found["Body"], sha256), _PIECE))

    def path(self, sha256: str) -> Path:
        return self._cache.path(sha256, lambda: self._pieces(sha256))

    def exists(self, sha256: str) -> bool:
        return self._head(sha256) is not None

    def entries(self) -> Iterator[Entry]:
        """S3 lists in the order of the keys, which begin with the hash."""
        prefix = f"{self._storage.location}/" if self._storage.location else ""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._storage.bucket_name, Prefix=prefix
        )
        with _answering(""):
            for page in pages:
                for found in page.get("Contents", ()):
                    name = found["Key"].rpartition("/")[2]
                    if is_hash(name) and found["Key"] == prefix + name_of(name):
                        yield Entry(name, found["Size"], found["LastModified"].timestamp())

    def remove(self, sha256: str, *, untouched_since: float) -> bool:
        with _locked(sha256, alone=True):
            found = self._head(sha256)
            if found is None or found.touched >= untouched_since:
                return False
            with _answering(sha256):
                self._client.delete_object(**self._place(sha256))
        self._cache.forget(sha256)
        return True

    def forget(self, sha256: str) -> bool:
        return self._cache.forget(sha256)

    @property
    def _client(self) -> Any:
        return self._storage.connection.meta.client

    def _place(self, sha256: str) -> dict[str, str]:
        key = f"{self._storage.location}/{name_of(sha256)}".lstrip("/")
        return {"Bucket": self._storage.bucket_name, "Key": key}

    def _head(self, sha256: str) -> Entry | None:
        try:
            with _answering(sha256):
                found = self._client.head_object(**self._place(sha256))
        except BlobMissing:
            return None
        return Entry(sha256, found["ContentLength"], found["LastModified"].timestamp())

    def _upload(self, incoming: Path, blob: Blob) -> None:
        with _answering(blob.sha256), incoming.open("rb") as stream:
            self._storage.save(name_of(blob.sha256), File(stream))
        found = self._head(blob.sha256)
        if found is None or found.size != blob.size:
            raise BlobDamaged(expected=blob.size, got=found and found.size)

    def _touch_or_upload(self, incoming: Path, blob: Blob) -> None:
        """An old object may be about to be swept: renew it under the lock that its removal needs."""
        with _locked(blob.sha256, alone=False):
            if self._head(blob.sha256) is None:
                self._upload(incoming, blob)
                return
            place = self._place(blob.sha256)
            renewed = {"MetadataDirective": "REPLACE", "Metadata": {"renewed": str(timezone.now())}}
            with _answering(blob.sha256):
                self._client.copy(place, **place, ExtraArgs=renewed, Config=_MULTIPART)

    def _pieces(self, sha256: str) -> Iterator[bytes]:
        with self.open(sha256) as stream:
            while piece := stream.read(_PIECE):
                yield piece


class _Stream(io.RawIOBase):
    """An object's bytes as they arrive, with faults in our own words."""

    def __init__(self, body: Any, sha256: str) -> None:
        self._body, self._sha256 = body, sha256

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _answering(self._sha256):
            piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._body.close()
        super().close()


def _age(entry: Entry) -> float:
    return timezone.now().timestamp() - entry.touched


@contextmanager
def _answering(sha256: str) -> Iterator[None]:
    """Raises: BlobMissing, 404. StoreAway, 503, with what S3 or the network said."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("404", "NoSuchKey", "NotFound"):
            raise BlobMissing(got=sha256) from error
        raise StoreAway(got=code) from error
    except (BotoCoreError, Boto3Error, ConnectionError) as error:
        raise StoreAway(got=type(error).__name__) from error


@contextmanager
def _locked(sha256: str, *, alone: bool) -> Iterator[None]:
    """A 256th of the store, among all hosts: through the database that they share."""
    shared = "" if alone else "_shared"
    place = [_LOCKS, int(sha256[:2], 16)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock{shared}(%s, %s)", place)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{shared}(%s, %s)", place)
