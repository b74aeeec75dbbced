"""Blobs on a real S3 server process of its own thread, on the loopback."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from moto.server import ThreadedMotoServer

from labeling.core import blobs
from labeling.core.blobs import BlobDamaged, BlobMissing, StoreAway
from labeling.core.blobs.store import kind
from labeling.core.blobs.sweep import sweep
from labeling.ingest.models import Instance, Series
from labeling.ingest.selectors import load_volume
from labeling.ingest.services import store_series
from labeling.settings.storage import blob_storage
from tests.factories import make_member, make_project, signed_in
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans

MB = 1 << 20
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "gyre", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(scope="module")
def s3() -> Iterator[ThreadedMotoServer]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def store(
    s3: ThreadedMotoServer,
    settings: LazySettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The client of an empty bucket that holds the blobs."""
    host, port = s3.get_host_and_port()
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GYRE_S3_ENDPOINT", f"http://{host}:{port}")
    monkeypatch.setenv("GYRE_S3_REGION", "us-east-1")
    settings.BLOBS = tmp_path / "blobs"
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": blob_storage("s3://gyre/archive", settings.BLOBS),
    }
    client = kind()._client
    client.create_bucket(Bucket="gyre")
    yield client
    for found in client.list_objects_v2(Bucket="gyre").get("Contents", ()):
        client.delete_object(Bucket="gyre", Key=found["Key"])
    client.delete_bucket(Bucket="gyre")


def _key(sha256: str) -> str:
    return f"archive/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _keys(client: Any) -> list[str]:
    return [o["Key"] for o in client.list_objects_v2(Bucket="gyre").get("Contents", ())]


def _small_cache(settings: LazySettings, *, limit: int, grace: float) -> None:
    settings.BLOB_CACHE_BYTES, settings.BLOB_CACHE_GRACE = limit, grace
    settings.STORAGES = dict(settings.STORAGES)  # made anew


def _cached(settings: LazySettings) -> list[Path]:
    return list((settings.BLOBS / "cache").glob("??/??/*"))


def test_bytes_go_to_the_bucket_under_their_hash_once_and_come_back(store: Any) -> None:
    first, second = blobs.put(b"a mask"), blobs.put(b"a mask")
    assert first == second
    assert _keys(store) == [_key(first.sha256)]
    assert blobs.read(first.sha256) == b"a mask"
    assert blobs.path(first.sha256).read_bytes() == b"a mask"
    assert blobs.verify(first.sha256) == 6
    assert blobs.exists(first.sha256)
    assert not blobs.exists("0" * 64)
    with pytest.raises(BlobMissing):
        blobs.path("0" * 64)
    assert [e.sha256 for e in blobs.entries()] == [first.sha256]
    assert list(blobs.scratch().iterdir()) == []


def test_large_bytes_go_up_in_parts_and_come_back_whole(store: Any, settings: LazySettings) -> None:
    content = os.urandom(40 * MB)
    blob = blobs.put(content)
    assert store.head_object(Bucket="gyre", Key=_key(blob.sha256))["ETag"].endswith('-3"')
    (copy,) = _cached(settings)
    copy.unlink()
    assert blobs.path(blob.sha256).read_bytes() == content
    assert blobs.verify(blob.sha256) == 40 * MB
    assert store.list_multipart_uploads(Bucket="gyre").get("Uploads", []) == []


def test_what_comes_with_another_hash_is_refused_and_not_kept(
    store: Any, settings: LazySettings
) -> None:
    blob = blobs.put(b"sound")
    store.put_object(Bucket="gyre", Key=_key(blob.sha256), Body=b"rotten")
    assert blobs.read(blob.sha256) == b"sound"  # the local copy
    with pytest.raises(BlobDamaged):
        blobs.verify(blob.sha256)
    _cached(settings)[0].unlink()
    with pytest.raises(BlobDamaged):
        blobs.path(blob.sha256)
    assert _cached(settings) == []
    assert list(blobs.scratch().iterdir()) == []
    blobs.put(b"sound")  # the same bytes again mend it
    assert blobs.verify(blob.sha256) == 5


def test_a_damaged_local_copy_is_fetched_anew(store: Any, settings: LazySettings) -> None:
    blob = blobs.put(b"sound")
    _cached(settings)[0].write_bytes(b"rotten")
    assert blobs.read(blob.sha256) == b"sound"
    assert blobs.path(blob.sha256).read_bytes() == b"sound"


def test_the_cache_keeps_to_its_size_and_drops_what_was_used_longest_ago(
    store: Any, settings: LazySettings
) -> None:
    _small_cache(settings, limit=5 * MB, grace=0)
    names = []
    for n in range(4):
        names.append(blobs.put(os.urandom(MB)).sha256)
        copy = blobs.path(names[-1])
        os.utime(copy, (1000 + n, 1000 + n))
    assert len(_cached(settings)) == 4
    with blobs.open_blob(names[1]) as reader:  # used again: now the youngest
        names += [blobs.put(os.urandom(MB)).sha256 for _ in range(2)]
        kept = {p.name for p in _cached(settings)}
        assert names[0] not in kept
        assert names[1] in kept
        blobs.path(names[1]).unlink()
        assert len(reader.read()) == MB  # an open file outlives its removal
    assert sum(p.stat().st_size for p in _cached(settings)) <= 5 * MB
    assert len(blobs.read(names[0])) == MB  # fetched again


def test_within_the_grace_nothing_goes(store: Any, settings: LazySettings) -> None:
    _small_cache(settings, limit=MB, grace=150)
    for _ in range(4):
        blobs.put(os.urandom(MB))
    assert len(_cached(settings)) == 4


READER = """
import django, hashlib, sys
django.setup()
from labeling.core import blobs
for _ in range(2):
    for name in sys.argv[1:]:
        with blobs.open_blob(name) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == name
"""


def test_processes_and_threads_read_what_is_evicted_meanwhile(
    store: Any, settings: LazySettings
) -> None:
    _small_cache(settings, limit=2 * MB, grace=0.5)
    names = [blobs.put(os.urandom(MB // 2)).sha256 for _ in range(8)]
    environment = {
        **os.environ,
        "GYRE_BLOBS": "s3://gyre/archive",
        "GYRE_BLOB_CACHE_BYTES": str(2 * MB),
        "GYRE_DATA": str(settings.BLOBS.parent),
        "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
    }
    other = subprocess.Popen([sys.executable, "-c", READER, *names], env=environment)
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(3):
                for name in names:
                    with blobs.open_blob(name) as stream:
                        assert hashlib.sha256(stream.read()).hexdigest() == name
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert other.wait(60) == 0


@pytest.mark.django_db
def test_a_series_is_stored_indexed_read_and_swept(
    store: Any, settings: LazySettings, tmp_path: Path
) -> None:
    series = store_series(project=scans.project(), datasets=scans.slices())
    named = {_key(blob) for blob in Instance.objects.values_list("blob", flat=True)}
    assert named <= set(_keys(store))
    for copy in _cached(settings):
        copy.unlink()
    assert load_volume(Series.objects.get()).shape == (5, 16, 12)
    call_command("delete_scans", project="liver", series=series.series_instance_uid)
    assert sweep().young == len(_keys(store)) == 7
    settings.BLOB_GRACE = -5
    assert sweep().blobs == 7
    assert _keys(store) == []
    assert _cached(settings) == []


@pytest.mark.django_db
def test_an_old_object_is_renewed_by_a_put_so_that_no_sweep_takes_it(
    store: Any, settings: LazySettings
) -> None:
    blob = blobs.put(b"old")
    before = store.head_object(Bucket="gyre", Key=_key(blob.sha256))["LastModified"]
    settings.BLOB_GRACE = -5  # everything is old
    threading.Event().wait(1.1)  # S3 tells whole seconds
    blobs.put(b"old")
    found = store.head_object(Bucket="gyre", Key=_key(blob.sha256))
    assert found["LastModified"] > before
    assert blobs.verify(blob.sha256) == 3


@pytest.mark.django_db
def test_when_s3_is_away_uploads_are_answered_503_and_nothing_is_stored(
    store: Any, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GYRE_S3_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": blob_storage("s3://gyre/archive", settings.BLOBS),
    }
    project = make_project()
    answer = signed_in(make_member(project, "engineer")).post(
        f"/dicomweb/projects/{project.slug}/studies",
        body(scans.encoded(scans.slices()[0])),
        content_type='multipart/related; type="application/dicom"; boundary="a b c"',
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "store_away")
    assert answer.json()["got"] == "EndpointConnectionError"
    assert answer["Retry-After"]
    assert not Instance.objects.exists()
    assert list(blobs.scratch().iterdir()) == []


def test_a_bucket_that_is_not_there_is_named(store: Any, settings: LazySettings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": blob_storage("s3://elsewhere", settings.BLOBS),
    }
    with pytest.raises(StoreAway) as caught:
        blobs.put(b"never")
    assert caught.value.got == "NoSuchBucket"


@pytest.mark.django_db
def test_the_command_sweeps_the_bucket(store: Any, settings: LazySettings) -> None:
    blobs.put(b"an orphan")
    settings.BLOB_GRACE = -5
    out = StringIO()
    call_command("sweep_blobs", dry_run=True, stdout=out)
    call_command("sweep_blobs", stdout=out)
    assert out.getvalue().splitlines()[:2] == [
        "1 blobs would be freed (9 bytes)",
        "1 blobs freed (9 bytes)",
    ]
