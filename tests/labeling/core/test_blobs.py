import hashlib
import stat
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as configured

from labeling.core import blobs
from labeling.core.blobs import BlobDamaged, BlobMissing, NotAHash


def test_the_same_bytes_are_stored_once_under_their_hash() -> None:
    first = blobs.put(b"a mask")
    second = blobs.put(BytesIO(b"a mask"))
    assert first == second
    assert first.sha256 == hashlib.sha256(b"a mask").hexdigest()
    assert first.size == 6
    assert blobs.read(first.sha256) == b"a mask"


def test_an_empty_blob_can_be_stored() -> None:
    assert blobs.read(blobs.put(b"").sha256) == b""


def test_a_blob_is_readable_by_its_owner_only() -> None:
    path = blobs.path(blobs.put(b"private").sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(configured.BLOBS).stat().st_mode) == 0o700


def test_a_damaged_blob_is_refused_with_both_hashes() -> None:
    blob = blobs.put(b"sound")
    blobs.path(blob.sha256).write_bytes(b"rotten")
    with pytest.raises(BlobDamaged) as caught:
        blobs.read(blob.sha256)
    assert caught.value.expected == blob.sha256
    with pytest.raises(BlobDamaged):
        blobs.verify(blob.sha256)
    blobs.path(blob.sha256).unlink()


def test_a_blob_that_is_not_there_is_named() -> None:
    with pytest.raises(BlobMissing):
        blobs.open_blob("0" * 64)
    with pytest.raises(BlobMissing):
        blobs.path("0" * 64)
    assert not blobs.exists("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63])
def test_a_name_that_is_no_hash_never_becomes_a_path(name: str) -> None:
    with pytest.raises(NotAHash):
        blobs.open_blob(name)


def test_a_stream_that_breaks_leaves_nothing_behind() -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.put(Broken())
    assert list((Path(configured.BLOBS) / "incoming").iterdir()) == []
