"""The two servers, each in a folder of its own on a free port of the loopback, stopped by its pid."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.dicomweb import processes
from tests.benchmarks.dicomweb.client import Site
from tests.servers import free_port

REPOSITORY = Path(__file__).resolve().parents[3]
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
_PROJECT = (
    "from labeling.accounts.services import make_person\n"
    "from labeling.projects.services import create_project\n"
    "make_person(username='maker', is_admin=True)\n"
    "from labeling.accounts.models import User\n"
    "create_project(user=User.objects.get(username='maker'), slug='bench', name='Bench')\n"
)


@dataclass(frozen=True)
class Server:
    """`web` is the process whose tree answers HTTP; `all` is the tree that works at all."""

    site: Site
    web: int
    all: int


@contextlib.contextmanager
def gyre(folder: Path) -> Iterator[Server]:
    """`manage.py up` under the production settings, for a person who is a member of one project."""
    port = free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "labeling.settings.production",
        "GYRE_HOSTS": "127.0.0.1",
        "GYRE_SSL_REDIRECT": "0",
        "GYRE_DATA": str(folder),
    }
    env.pop("DATABASE_URL", None)
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "shell", "--verbosity", "0", "-c", _PROJECT)
    asked = ("--user", "bench", "--role", "engineer", "--project", "bench")
    token = _manage(env, "create_token", *asked).splitlines()[-1]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            cwd=REPOSITORY, env=env, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            processes.wait_for(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), process, "Gyre")
            headers = {"Authorization": f"Bearer {token}"}
            site = Site("gyre", port, "/dicomweb/projects/bench", headers)
            web = processes.find(process.pid, "-m gunicorn")
            yield Server(site, web, process.pid)
        finally:
            processes.stop(process)


@contextlib.contextmanager
def orthanc(folder: Path) -> Iterator[Server]:
    """Debian's Orthanc with its DICOMweb plugin, no sign-in, as many threads as it likes by default."""
    port = free_port()
    configuration = {
        "Name": "bench",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "Plugins": [str(PLUGIN)],
        "HttpPort": port,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "DicomServerEnabled": False,
        "HttpThreadsCount": 50,
        "KeepAlive": True,
        "TcpNoDelay": True,
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/", "EnableMetadataCache": True},
    }
    path = folder / "orthanc.json"
    path.write_text(json.dumps(configuration))
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(["Orthanc", str(path)], cwd=folder, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/system"
            processes.wait_for(lambda: _answers(address), process, "Orthanc")
            yield Server(Site("orthanc", port, "/dicom-web"), process.pid, process.pid)
        finally:
            processes.stop(process)


def missing_orthanc() -> str:
    """Why Orthanc cannot take part; empty when it can."""
    if shutil.which("Orthanc") is None:
        return "Orthanc is not installed (Debian package orthanc)"
    return "" if PLUGIN.is_file() else f"{PLUGIN} is missing (Debian package orthanc-dicomweb)"


def _manage(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=REPOSITORY, env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
