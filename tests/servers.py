"""What tests of real processes share: a free port, waiting for something, this test's database."""

import socket
import time
from collections.abc import Callable

from django.db import connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(done: Callable[[], object], *, seconds: float = 60, every: float = 0.05) -> None:
    """Raises: AssertionError, it did not happen in time."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} s"
        time.sleep(every)


def database_url(name: str = "") -> str:
    """Of this test's database, or of another one on its server."""
    found = connection.settings_dict
    query = f"?host={found['HOST']}" + "".join(
        f"&{key}={value}" for key, value in found["OPTIONS"].items() if isinstance(value, str)
    )
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{name or found['NAME']}{query}"
