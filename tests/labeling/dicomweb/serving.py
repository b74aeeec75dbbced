"""Real servers on this test's database and blobs, on loopback, ended by their process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import requests

from tests.servers import database_url, free_port, wait_until


@contextmanager
def gunicorn(**environment: str) -> Iterator[str]:
    """The address of a gunicorn."""
    command, address, values = gunicorn_command(**environment)
    with running(command, address, values):
        yield address


def gunicorn_command(**environment: str) -> tuple[list[str], str, dict[str, str]]:
    """What starts a gunicorn: the command, where it will answer, its environment."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "labeling.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"),
        "--no-control-socket",
    ]
    values = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
        "DATABASE_URL": database_url(),
        "GYRE_HOSTS": "127.0.0.1",
        **environment,
    }
    return command, f"http://127.0.0.1:{port}", values


@contextmanager
def running(command: list[str], address: str, environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"{address}/livez")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str) -> None:
    wait_until(partial(_answers, address))


def _answers(address: str) -> bool:
    try:
        requests.get(address, timeout=60)
    except requests.ConnectionError:
        return False
    return True
