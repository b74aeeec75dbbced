"""507 before the disk is full, and nothing half-written when it fills up all the same."""

import os
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from labeling.core import blobs
from labeling.core.blobs import DiskNearlyFull
from labeling.ingest.files import staged
from labeling.ingest.models import Instance
from labeling.ingest.services import open_upload
from labeling.ingest.services.storing import arrive
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans
from tests.servers import wait_until
from tests.stores import store_at

MB = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A store on a disk of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount a tmpfs")
    store_at(settings, folder)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(disk: Path) -> None:
    ballast = os.open(disk / "ballast", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while True:
            os.write(ballast, bytes(64 << 10))
    except OSError:
        os.close(ballast)


def _received() -> list[Path]:
    """Parts that are whole: each is written at once when it is closed."""
    return [path for path in blobs.scratch().glob("*.part") if path.stat().st_size]


def _files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.parent.name != "locks")


def test_what_would_eat_into_the_reserve_is_refused_and_leaves_nothing(
    small_disk: Path, settings: LazySettings
) -> None:
    settings.DISK_RESERVE = 4 * MB
    kept = blobs.put(os.urandom(MB))
    with pytest.raises(DiskNearlyFull) as caught:
        blobs.put(BytesIO(bytes(6 * MB)))
    assert caught.value.status == 507
    assert caught.value.expected == f"{4 * MB} bytes left free"
    assert _files(small_disk) == [kept.sha256]
    assert len(blobs.read(kept.sha256)) == MB


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing_half_written(
    small_disk: Path, settings: LazySettings
) -> None:
    class Racing(BytesIO):
        """Another process takes what is left, after the check and before the write."""

        def read(self, size: int | None = -1) -> bytes:
            _fill(small_disk)
            return super().read(size)

    settings.DISK_RESERVE = -(1 << 40)  # as if the check had seen room
    with pytest.raises(DiskNearlyFull):
        blobs.put(Racing(os.urandom(2 * MB)))
    assert _files(small_disk) == ["ballast"]
    with pytest.raises(DiskNearlyFull), staged([bytes(4 * MB)]):
        pytest.fail("nothing was staged")
    assert _files(small_disk) == ["ballast"]


@pytest.mark.django_db
def test_a_browser_and_stow_are_answered_507_and_nothing_is_stored(
    small_disk: Path, settings: LazySettings
) -> None:
    settings.DISK_RESERVE = 7 * MB
    project = scans.project()
    person = scans.person("engineer", project)
    client = Client()
    client.force_login(person)
    upload = open_upload(project=project, user=person, source="browser")
    for size in (2 * MB, 4 * MB):  # Django keeps the first in memory, the second goes to disk
        file = SimpleUploadedFile("a.dcm", bytes(size))
        answer = client.post(f"/api/uploads/{upload.pk}/files", {"file": file})
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_nearly_full")
    answer = client.post(
        "/dicomweb/projects/liver/studies",
        body(bytes(2 * MB)),
        content_type='multipart/related; type="application/dicom"; boundary="a b c"',
    )
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_nearly_full")
    assert not Instance.objects.exists()
    assert _files(small_disk) == []


def test_what_dead_processes_left_in_scratch_is_swept_after_a_day() -> None:
    old, young = blobs.scratch() / "staged-old", blobs.scratch() / "staged-young"
    for path in (old, young):
        path.write_bytes(b"half an upl")
    os.utime(old, (0, 0))
    assert blobs.sweep_scratch() == 1
    assert not old.exists()
    assert young.exists()
    young.unlink()


@pytest.mark.django_db
def test_when_the_disk_fills_up_between_parts_those_before_are_stored_and_said_to_be(
    small_disk: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DISK_RESERVE = MB
    project = scans.project()
    client = Client()
    client.force_login(scans.person("engineer", project))
    datasets = scans.slices()

    def arrive_then_fill(**options: Any) -> object:
        if not (small_disk / "ballast").exists():
            wait_until(lambda: len(_received()) == len(datasets))
        arrived = arrive(**options)
        _fill(small_disk)
        return arrived

    monkeypatch.setattr("labeling.ingest.services.intake._AT_ONCE", 1)
    monkeypatch.setattr("labeling.ingest.services.intake.arrive", arrive_then_fill)
    answer = client.post(
        "/dicomweb/projects/liver/studies",
        body(*map(scans.encoded, datasets)),
        content_type='multipart/related; type="application/dicom"; boundary="a b c"',
    )
    assert answer.status_code == 202
    document = answer.json()
    assert [r["00081155"]["Value"] for r in document["00081199"]["Value"]] == [
        [datasets[0].SOPInstanceUID]
    ]
    assert [r["00081197"]["Value"] for r in document["0008119A"]["Value"]] == [[0xA700]] * 4
    assert Instance.objects.count() == 1
    assert _files(small_disk) == sorted(["ballast", Instance.objects.get().blob])
