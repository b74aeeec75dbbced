"""What a killed server leaves behind.

PostgreSQL's own check asks only whether the recorded process id is alive, which is wrong after a
reboot or in a container where ids start again from 1. The keeper's lock already excludes a second
keeper, so a live postmaster here can only be one whose keeper was killed.
"""

import os
import signal
import sys
import time
from pathlib import Path

from labeling.core.postgres.layout import Layout

_PATIENCE_SECONDS = 10


def clear_leftovers(layout: Layout) -> None:
    """Stop a server without a keeper; remove a stale postmaster.pid and stale sockets."""
    if not sys.platform.startswith("linux"):
        return  # elsewhere a process's folder cannot be read; PostgreSQL's own check has to do
    record = layout.cluster / "postmaster.pid"
    if record.is_file():
        first = record.read_text().partition("\n")[0].strip()
        if first.isdigit() and _serves(int(first), layout.cluster):
            _stop(int(first), layout.cluster)
        record.unlink(missing_ok=True)
    if layout.sockets.is_dir():
        for leftover in layout.sockets.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether that process is a PostgreSQL server of this cluster: it works in the data folder."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == cluster.resolve()
    except OSError:
        return False


def _stop(pid: int, cluster: Path) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if not _serves(pid, cluster):
                return
            time.sleep(0.05)
