"""`manage.py up`: everything that serves Gyre, on one machine, watched."""

import contextlib
import fcntl
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections

from labeling.core import blobs, bootstrap
from labeling.core.errors import Conflict
from labeling.core.management.base import GyreCommand
from labeling.core.supervisor.stack import children, listen_on
from labeling.core.supervisor.supervisor import Supervisor

_READY_SECONDS = 60


class AlreadyUp(Conflict):
    """Gyre is already up on this data folder."""


class Command(GyreCommand):
    help = "Serve Gyre: embedded database, web, workers, all watched. Ctrl+C stops everything."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="0 picks a free one")
        parser.add_argument("--host", default="127.0.0.1")

    def run(self, **options: Any) -> None:
        with only_one(Path(settings.DATA)), listen_on(options["host"], options["port"]) as listener:
            self._serve(listener)

    def _serve(self, listener: socket.socket) -> None:
        host, port = listener.getsockname()
        address = f"http://{host}:{port}"
        supervisor = Supervisor(children(listener, settings.REPOSITORY), bootstrap.keep_database)
        supervisor.listen()
        self.stdout.write(f"database  {bootstrap.describe_database()}")
        call_command("migrate", verbosity=0, interactive=False)
        blobs.sweep_scratch()
        self.prepare()
        connections.close_all()
        try:
            supervisor.start()
            for child in supervisor.children:
                self.stdout.write(f"started   {child.name}")
            if self._becomes_ready(supervisor, address):
                self.stdout.write(f"ready     {address}  (Ctrl+C stops everything)")
            self.stdout.flush()
            self.watch(supervisor, address)
        finally:
            self.stdout.write("stopping  web, workers")
            supervisor.stop()
            self.stdout.write("stopping  database")
            bootstrap.release()
            self.stdout.write("stopped")

    def prepare(self) -> None:
        """What a command built on this one does between the migrations and the start."""

    def watch(self, supervisor: Supervisor, address: str) -> None:
        """Serve until asked to stop."""
        supervisor.run()

    def _becomes_ready(self, supervisor: Supervisor, address: str) -> bool:
        deadline = time.monotonic() + _READY_SECONDS
        state = {"ready": False}

        def ready_or_late() -> bool:
            state["ready"] = answers(f"{address}/readyz")
            return state["ready"] or time.monotonic() > deadline

        supervisor.run(until=ready_or_late)
        return state["ready"]


def answers(url: str) -> bool:
    """Whether the address answers 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the folder's `up.lock`: a second `up` on it would run every job's worker twice."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "up.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyUp(f"Gyre is already up on {data}: stop it, or use --data.") from error
        yield
