"""Processes of a server: their memory and whether they are busy, as /proc tells it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


class MemoryWatch:
    """The peak of the proportional set size (PSS) of a process and all its descendants, in bytes.

    PSS counts a page that n processes share as one n-th in each, so that the sum over a tree is what the tree
    really takes.
    """

    def __init__(self, pid: int, *, every: float = 0.25) -> None:
        self.peak = 0
        self._pid, self._every = pid, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        return self.peak

    def _watch(self) -> None:
        while not self._ended.wait(self._every):
            self.peak = max(self.peak, sum(map(_pss, tree(self._pid))))


def tree(pid: int) -> list[int]:
    """The process and its descendants."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def find(pid: int, words: str) -> int:
    """The first descendant whose command line holds the words."""
    for one in tree(pid):
        try:
            line = (_PROC / str(one) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if words in line:
            return one
    raise LookupError(f"no process of {pid} has {words!r} in its command")


def settle(pid: int, *, quiet: float = 0.5, patience: float = 60.0) -> float:
    """Wait until the tree has used no more than a twentieth of a processor for `quiet` seconds.

    Returns:
        How long it took to become quiet, in seconds.
    """
    began = time.monotonic()
    while time.monotonic() - began < patience:
        before = _processor_seconds(pid)
        time.sleep(quiet)
        if _processor_seconds(pid) - before < quiet / 20:
            break
    return max(0.0, time.monotonic() - began - quiet)


def wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    """Poll until it is ready, at most a minute and a half."""
    deadline = time.monotonic() + 90
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start (exit status {process.poll()})")
        time.sleep(0.1)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, then kill: this process alone, by its pid."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _pss(pid: int) -> int:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _processor_seconds(pid: int) -> float:
    return sum(sum(map(int, _stat(one)[11:13])) for one in tree(pid)) / _TICKS


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; none when it is gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
