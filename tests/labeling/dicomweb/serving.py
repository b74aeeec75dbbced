"""Real servers on this test's database and blobs, on loopback, ended by their process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from django.db import connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    for _ in range(300):
        try:
            requests.get(address, timeout=60)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not start within a minute")


def database_url(name: str = "") -> str:
    """Of this test's database, or of another one on its server."""
    found = connection.settings_dict
    query = f"?host={found['HOST']}" + "".join(
        f"&{key}={value}" for key, value in found["OPTIONS"].items() if isinstance(value, str)
    )
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{name or found['NAME']}{query}"
