"""A worker process that is killed in the middle of a series."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from labeling.core.jobs import drain
from labeling.ingest.models import Instance
from labeling.pacs.models import Pull, PulledInstance, PullState
from labeling.pacs.progress import progress_of_pull
from labeling.pacs.services import start_pull
from tests.factories import make_project
from tests.labeling.pacs.archives import address_of, make_pacs
from tests.labeling.pacs.liar import Asked, Liar
from tests.labeling.pacs.test_hostile import Archive
from tests.servers import database_url, wait_until

ROOT = Path(__file__).resolve().parents[3]
_WORKER = """
import django
django.setup()
from labeling.core.jobs import run_worker
run_worker("web")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_nothing_is_lost_and_nothing_stored_twice_when_the_worker_is_killed(liar: Liar) -> None:
    project = make_project()
    archive = Archive("killed")
    archive.whole = lambda asked: asked.json(b"", 404)
    archive.single = lambda asked, n: _slowly(asked, archive, n)
    liar.answer = archive
    pacs = make_pacs(liar.address, project)
    pull = start_pull(
        project=project, user=pacs.created_by, pacs=pacs, series=[address_of(archive.slices)]
    )
    _kill_after(2, project)
    assert 2 <= Instance.objects.filter(project=project).count() < 6
    with connection.cursor() as cursor:  # instead of waiting until its silence is noticed
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")

    drain("web")

    pull = Pull.objects.get(pk=pull.pk)
    assert pull.state == PullState.FINISHED
    assert Instance.objects.filter(project=project).count() == 6
    assert PulledInstance.objects.filter(series__pull=pull).count() == 6
    progress = progress_of_pull(pull)
    assert progress.instances_stored + progress.known == 6
    asked = [path for _, path, _ in liar.asked if "/instances/" in path]
    assert len(asked) <= 7  # only what was in hand came a second time


def _slowly(asked: Asked, archive: Archive, n: int) -> None:
    time.sleep(0.4)
    asked.multipart([archive.files[n]])


def _kill_after(count: int, project: Any) -> None:
    """Start a worker of its own; kill -9 once so many instances are stored."""

    def has_stored() -> bool:
        assert worker.poll() is None, "the worker ended by itself"
        return Instance.objects.filter(project=project).count() >= count

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
        "GYRE_PACS_NETWORKS": "127.0.0.0/8",
        "DATABASE_URL": database_url(),
    }
    with subprocess.Popen([sys.executable, "-c", _WORKER], cwd=ROOT, env=environment) as worker:
        try:
            wait_until(has_stored)
        finally:
            worker.send_signal(signal.SIGKILL)
