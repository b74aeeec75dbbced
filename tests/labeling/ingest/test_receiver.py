"""The C-STORE receiver, called with DCMTK's own programs."""

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from labeling.core import blobs
from labeling.core.jobs import drain
from labeling.ingest.models import Instance, Series, Upload
from labeling.ingest.receiver import Receiver
from labeling.projects.models import Project
from tests.images import make_series, save, to_bytes
from tests.labeling.ingest import scans
from tests.servers import wait_until

# pynetdicom puts programs of the same names beside the interpreter: those are not meant
_OURS = Path(sys.executable).parent.resolve()
_OTHERS = [folder for folder in os.get_exec_path() if Path(folder).resolve() != _OURS]
DCMTK = os.pathsep.join(_OTHERS)
needs_dcmtk = pytest.mark.skipif(
    shutil.which("storescu", path=DCMTK) is None,
    reason="DCMTK is not installed: apt-get install dcmtk",
)
pytestmark = [needs_dcmtk, pytest.mark.django_db(transaction=True)]

Listen = Callable[..., list[str]]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start a receiver; gives the arguments that call it."""
    with ExitStack() as stack:

        def start(project: Project, **options: object) -> list[str]:
            receiver = Receiver(project=project, aet="GYRE", **options)  # type: ignore[arg-type]
            server = stack.enter_context(receiver.listening("127.0.0.1", 0))
            return ["-aec", "GYRE", "127.0.0.1", str(server.server_address[1])]

        yield start


def _call(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which(program, path=DCMTK)
    assert found
    return subprocess.run(
        [found, *words], capture_output=True, text=True, check=False, timeout=60, errors="replace"
    )


def test_echo_is_answered(listen: Listen) -> None:
    assert _call("echoscu", *listen(scans.project())).returncode == 0


def test_a_series_is_stored_as_it_was_sent_and_becomes_a_volume(
    listen: Listen, tmp_path: Path
) -> None:
    project = scans.project()
    slices = make_series(seed="pushed")
    paths = [str(path) for path in save(tmp_path, slices)]

    answer = _call("storescu", "-xe", *listen(project), *paths)

    assert answer.returncode == 0, answer.stderr
    wait_until(lambda: Upload.objects.filter(source="dimse", state="finished").exists())
    upload = Upload.objects.get(source="dimse")
    assert (upload.stored, upload.known, upload.refused) == (6, 0, 0)
    for ds in map(dcmread, paths):
        instance = Instance.objects.get(project=project, sop_instance_uid=ds.SOPInstanceUID)
        stored = dcmread(BytesIO(blobs.read(instance.blob)))
        assert stored == ds  # the data set, element by element
        assert stored.file_meta.TransferSyntaxUID == ds.file_meta.TransferSyntaxUID
    drain("web")
    assert Series.objects.get(project=project).state == "ready"


def test_compressed_pixels_stay_as_they_were_sent(listen: Listen, tmp_path: Path) -> None:
    project = scans.project()
    source = make_series(seed="rle")[0]
    source.compress("1.2.840.10008.1.2.5")
    path = tmp_path / "rle.dcm"
    path.write_bytes(to_bytes(source))

    answer = _call("storescu", "-xr", *listen(project), str(path))

    assert answer.returncode == 0, answer.stderr
    instance = Instance.objects.get(project=project)
    assert instance.transfer_syntax_uid == "1.2.840.10008.1.2.5"
    assert dcmread(BytesIO(blobs.read(instance.blob))).PixelData == source.PixelData


def test_a_refusal_carries_its_status_and_its_reason(listen: Listen, tmp_path: Path) -> None:
    """The same UID with other bytes."""
    first, second = make_series(seed="one")[0], make_series(seed="one")[0]
    second.PixelData = bytes(len(second.PixelData))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (one,), (two,) = save(tmp_path / "a", [first]), save(tmp_path / "b", [second])
    project = scans.project()
    called = listen(project)
    assert _call("storescu", "-xe", *called, str(one)).returncode == 0

    answer = _call("storescu", "-d", "-xe", *called, str(two))

    assert "0xc000" in (answer.stdout + answer.stderr).lower()
    assert "is stored already" in answer.stdout + answer.stderr
    assert Instance.objects.filter(project=project).count() == 1


def test_callers_that_are_not_listed_are_refused(listen: Listen) -> None:
    called = listen(scans.project(), allow=["SCANNER1"])
    assert _call("echoscu", "-aet", "SCANNER1", *called).returncode == 0
    assert _call("echoscu", "-aet", "STRANGER", *called).returncode != 0


def test_a_message_of_4_gigabytes_is_not_read(listen: Listen) -> None:
    called = listen(scans.project())
    with socket.create_connection(("127.0.0.1", int(called[-1])), timeout=10) as caller:
        caller.sendall(struct.pack(">BBI", 1, 0, 0xFFFF_FFF0))  # an association request
        with contextlib.suppress(ConnectionError):
            assert caller.recv(1) == b""  # closed at once
    assert _call("echoscu", *called).returncode == 0


def test_connections_that_come_to_nothing_shut_nobody_out(listen: Listen) -> None:
    called = listen(scans.project())
    place = ("127.0.0.1", int(called[-1]))
    for said in (
        b"",
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\0\0\0\0\4abcd",
        b"",
        b"\4\0\x7f\xff\xff\xffa",
    ):
        with socket.create_connection(place, timeout=10) as caller:
            caller.sendall(said)
    time.sleep(1)
    assert _call("echoscu", *called).returncode == 0


def test_nothing_of_a_transfer_that_broke_is_left(listen: Listen, tmp_path: Path) -> None:
    project = scans.project()
    paths = [str(path) for path in save(tmp_path, make_series(seed="aborted"))]
    _call("storescu", "--abort", "-xe", *listen(project), *paths)
    wait_until(lambda: Upload.objects.filter(source="dimse", state="finished").exists())
    assert Instance.objects.filter(project=project).count() == 6
    (folder,) = blobs.scratch().glob("received-*")
    assert list(folder.iterdir()) == []
