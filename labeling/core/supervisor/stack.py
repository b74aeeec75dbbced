"""What `up` runs: the web server, the model helper and one worker for each queue."""

import os
import socket
import sys
from pathlib import Path

from labeling.core.errors import Conflict
from labeling.core.supervisor.child import Child


class PortTaken(Conflict):
    """The port is taken."""


# A frame's buffer is taken from memory that is there already and goes back to it: glibc would ask the
# kernel for zeroed pages each time, and would keep a heap for each thread.
_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}


def listen_on(host: str, port: int) -> socket.socket:
    """Take the port now; gunicorn inherits it, so that no connection is refused while it restarts.

    Raises:
        PortTaken: by whom cannot be known; choose another with --port.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({error.strerror}): stop what uses it, "
            "or choose another with --port.",
            got=port,
        ) from error
    return listener


def children(listener: socket.socket, repository: Path) -> list[Child]:
    """The web first: it is the first to stop."""
    return [web(listener, repository), helper(repository), *workers(repository)]


def workers(repository: Path) -> list[Child]:
    """One for each queue."""
    python = sys.executable
    manage = str(repository / "manage.py")
    return [
        Child("web worker", [python, manage, "worker", "--queue", "web"], repository, patience=15),
        Child("machine worker", [python, "-m", "activelearning.worker"], repository, patience=20),
    ]


def helper(repository: Path) -> Child:
    """Answers a reader's clicks by the live model, ahead of the machine worker's batches."""
    command = [sys.executable, "-m", "activelearning.assist"]
    return Child("model helper", command, repository, patience=5)


def web(listener: socket.socket, repository: Path) -> Child:
    """Gunicorn on a socket that is already bound."""
    processes = os.environ.get("GYRE_WEB_WORKERS", "2")
    threads = os.environ.get("GYRE_WEB_THREADS", "16")
    command = [
        sys.executable, "-m", "gunicorn", "labeling.wsgi:application", "--bind", f"fd://{listener.fileno()}",
        "--preload", "--worker-class", "labeling.core.web_worker.StayingWorker", "--workers", processes, "--threads", threads,
        "--timeout", "120", "--graceful-timeout", "10", "--keep-alive", "30",
        "--forwarder-headers", "",  # nobody in front sets SCRIPT_NAME or PATH_INFO: they could be a stranger's
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    return Child(
        "web", command, repository, patience=15, keep_open=(listener.fileno(),), environment=_MEMORY
    )
