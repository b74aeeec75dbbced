"""kill -9 in the middle of STOW: what was acknowledged is there, nothing half, nothing twice."""

import os
import signal
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest
import requests
from django.conf import LazySettings

from labeling.accounts.services import create_token
from labeling.core import blobs
from labeling.ingest.models import Instance
from tests.labeling.dicomweb.serving import gunicorn, gunicorn_command, wait_for
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans
from tests.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
KIND = 'multipart/related; type="application/dicom"; boundary="a b c"'
COUNT = 30


class Sender(threading.Thread):
    """Sends files one by one until the connection breaks; notes what was acknowledged."""

    def __init__(self, address: str, token: str, files: dict[str, bytes]) -> None:
        super().__init__()
        self._url = f"{address}/dicomweb/projects/liver/studies"
        self._token, self._files = token, files
        self.acknowledged: list[str] = []

    def run(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": KIND}
        with requests.Session() as session:
            for uid, content in self._files.items():
                try:
                    answer = session.post(
                        self._url, data=body(content), headers=headers, timeout=60
                    )
                except requests.RequestException:
                    return
                assert answer.status_code == 200, answer.text
                self.acknowledged.append(uid)


@pytest.fixture
def files(own_store: Path) -> dict[str, bytes]:
    datasets = scans.slices("killed", shape=(COUNT, 256, 256))
    return {ds.SOPInstanceUID: scans.encoded(ds) for ds in datasets}


def _split(files: dict[str, bytes], parts: int) -> list[dict[str, bytes]]:
    items = list(files.items())
    return [dict(items[n::parts]) for n in range(parts)]


def test_nothing_acknowledged_is_lost_nothing_is_half_there_nothing_is_twice(
    files: dict[str, bytes], settings: LazySettings
) -> None:
    project = scans.project()
    token = create_token(user=scans.person("engineer", project), name="client").secret
    command, address, environment = gunicorn_command(GYRE_DATA=str(settings.BLOBS.parent))
    server = subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait_for(f"{address}/livez")
    senders = [Sender(address, token, part) for part in _split(files, 3)]
    for sender in senders:
        sender.start()
    try:
        wait_until(
            lambda: sum(len(sender.acknowledged) for sender in senders) >= COUNT // 4, every=0.01
        )
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # the master and its workers
        server.wait(20)
    for sender in senders:
        sender.join()

    acknowledged = {uid for sender in senders for uid in sender.acknowledged}
    assert COUNT // 4 <= len(acknowledged) < COUNT, "it was killed too late"
    _check(acknowledged)

    with gunicorn(GYRE_DATA=str(settings.BLOBS.parent)) as address:
        again = Sender(address, token, files)
        again.start()
        again.join()
    assert len(again.acknowledged) == COUNT
    _check(set(files))
    assert Instance.objects.count() == COUNT


def _check(acknowledged: set[str]) -> None:
    stored = dict(Instance.objects.values_list("sop_instance_uid", "blob"))
    assert acknowledged <= stored.keys()
    assert set(Counter(stored.values()).values()) == {1}
    for instance in Instance.objects.all():
        assert blobs.verify(instance.blob) == instance.size
    for entry in blobs.entries():  # whether a row names it or not: whole, or not there
        blobs.verify(entry.sha256)
