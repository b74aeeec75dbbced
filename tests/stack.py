"""A real stack for browser tests: served on an empty folder and a free port, stopped at the end."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from labeling.core.processes import dies_with_parent

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 420
STOP_SECONDS = 60


class NotReady(Exception):
    """The stack did not become ready."""


@dataclass(frozen=True)
class Stack:
    """What is up: its address, its data folder, and the environment for who speaks with it."""

    url: str
    data: Path
    environment: dict[str, str]

    def playwright(self, project: str, *specs: str) -> int:
        """Run browser tests against it; the exit status."""
        command = ["npx", "playwright", "test", f"--project={project}", *specs]
        folder = ROOT / "frontend"
        return subprocess.run(command, cwd=folder, env=self.environment, check=False).returncode


@contextlib.contextmanager
def serving(*command: str, **more: str) -> Iterator[Stack]:
    """`manage.py COMMAND` while the block runs.

    Args:
        command: of manage.py, with its own arguments; port and data folder are added.
        more: of the environment.

    Raises:
        NotReady: it ended, or was not ready in time.
    """
    data = Path(tempfile.mkdtemp(prefix="gyre-browser-"))
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if k != "GYRE_DATA"}
    environment |= {
        "GYRE_URL": url,
        "GYRE_JOURNEY_DATA": str(data),
        "GYRE_PYTHON": sys.executable,
        "GYRE_PACS_NETWORKS": "127.0.0.0/8",  # a project of its own stands for a hospital's PACS
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command, "--port", str(port), "--data", str(data)],
        cwd=ROOT,
        env=environment,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )
    try:
        _wait(process, url)
        yield Stack(url, data, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(data, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _ready(url):
            return
        time.sleep(0.5)
    raise NotReady(f"{url} did not answer; the process ended with {process.poll()}.")
