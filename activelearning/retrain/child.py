"""The training child: one process, its events, and its end."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from activelearning.children import end, own_environment

STOP_SECONDS = 10.0
TICK_SECONDS = 0.5
Event = dict[str, Any]


@dataclass
class TrainingChild:
    """`python -m models.training REQUEST`, started in `repository`, with its log beside the request.

    It gets no database address and no secret. On Linux the kernel kills it with the thread that
    started it (models.training.parent). A child of an earlier worker that still runs on the same
    request, as when that worker is only frozen, is killed first: two would write one checkpoint.
    """

    request: Path
    repository: Path

    def __post_init__(self) -> None:
        self._pid_file = self.request.with_suffix(".pid")
        self.log = self.request.with_suffix(".log")
        self._reader: threading.Thread | None = None
        _end_earlier(self._pid_file, self.request)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "models.training", str(self.request)],
                cwd=self.repository,
                env=own_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._pid_file.write_text(str(self._process.pid), encoding="ascii")

    @property
    def pid(self) -> int:
        return self._process.pid

    def events(self) -> Iterator[Event | None]:
        """Events as they come, None at least every TICK_SECONDS between them; ends with the child."""
        assert self._process.stdout is not None  # noqa: S101
        lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(
            target=_read, args=(self._process.stdout, lines), daemon=True
        )
        self._reader.start()
        while True:
            try:
                line = lines.get(timeout=TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            with contextlib.suppress(ValueError):
                yield json.loads(line)

    def wait(self) -> int:
        """Exit status; negative is the signal that killed it."""
        return self._process.wait()

    def stop(self) -> None:
        """End it, kindly first; does nothing when it has ended."""
        end(self._process, within=STOP_SECONDS)
        if self._reader is not None:
            self._reader.join(STOP_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()


def _read(stream: IO[str], lines: "queue.Queue[str | None]") -> None:
    with contextlib.suppress(ValueError):  # closed by stop()
        for line in stream:
            lines.put(line)
    lines.put(None)


def _end_earlier(pid_file: Path, request: Path) -> None:
    """Kill the process that the file names, if it is a training of this very request."""
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return
    if str(request).encode() in command and b"models.training" in command:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
