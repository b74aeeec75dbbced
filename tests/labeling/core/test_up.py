"""`manage.py up` as a newcomer runs it: one stack, started once, then hurt and stopped."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labeling.core.processes import dies_with_parent

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


class Stack:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.log = data.with_suffix(".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", "0", "--data", str(data)],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        assert eventually(lambda: "ready     " in self.text(), 90), self.text()
        (self.url,) = re.findall(r"ready     (http://\S+)", self.text())

    def text(self) -> str:
        return self.log.read_text()

    def answer(self, path: str) -> int:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return int(answer.status)

    def is_ready(self) -> bool:
        try:
            return self.answer("/readyz") == 200
        except OSError:
            return False

    def family(self) -> dict[int, str]:
        """Every process of this stack: they all carry the data folder in their environment."""
        found = {}
        for folder in Path("/proc").iterdir():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"GYRE_DATA={self.data}".encode() in environment and command:
                found[int(folder.name)] = command
        return found


def _environment() -> dict[str, str]:
    ours = ("GYRE_DATA", "DATABASE_URL", "GYRE_SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def eventually(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gyre-up-")).resolve()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".log").unlink(missing_ok=True)


@pytest.fixture
def stack(data: Path) -> Iterator[Stack]:
    stack = Stack(data)
    yield stack
    if stack.process.poll() is None:
        stack.process.send_signal(signal.SIGTERM)
        stack.process.wait(60)


def test_it_serves_survives_a_dead_worker_and_stops_in_order(stack: Stack) -> None:
    assert stack.answer("/livez") == 200
    assert stack.answer("/readyz") == 200
    moved = urllib.request.Request(stack.url + "/readyz", headers={"SCRIPT_NAME": "/x"})
    with urllib.request.urlopen(moved, timeout=5) as answer:  # a stranger says where we are mounted
        assert answer.status == 200

    worker = next(pid for pid, command in stack.family().items() if "--queue web" in command)
    os.kill(worker, signal.SIGKILL)
    assert eventually(
        lambda: any(
            "--queue web" in command for pid, command in stack.family().items() if pid != worker
        ),
        20,
    )

    keeper = next(pid for pid, command in stack.family().items() if "postgres.keeper" in command)
    os.kill(keeper, signal.SIGKILL)  # and its server with it
    assert eventually(lambda: not stack.is_ready(), 10)
    assert eventually(stack.is_ready, 30)

    second = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", "0", "--data", str(stack.data)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=_environment(),
    )  # fmt: skip
    assert second.returncode != 0
    assert "already up" in second.stderr

    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(60) == 0
    tail = [line.split()[0] for line in stack.text().splitlines() if line.startswith("stop")]
    assert tail == ["stopping", "stopping", "stopped"]
    assert eventually(lambda: stack.family() == {}, 5), stack.family()


def test_nothing_outlives_a_supervisor_that_is_killed(stack: Stack) -> None:
    stack.process.kill()
    stack.process.wait()
    assert eventually(lambda: stack.family() == {}, 30), stack.family()


def test_a_taken_port_is_a_clear_error(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(data)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=_environment(),
        )  # fmt: skip
    assert answer.returncode != 0
    assert f"Port {port} on 127.0.0.1 cannot be used" in answer.stderr
    assert "Traceback" not in answer.stderr
