"""Worker processes as who hands out the rounds sees them."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from activelearning.children import end, own_environment
from activelearning.simulate.folder import Folder, Task

REPOSITORY = Path(__file__).resolve().parents[2]
STOP_SECONDS = 5.0
Event = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A line of one worker; None when the process has ended."""

    hand: Hand
    event: Event | None


class Hand:
    """One `activelearning.simulate.worker`, with its log in the folder.

    Start it from a thread that lives as long as it shall: on Linux it dies with that thread.
    """

    def __init__(
        self, folder: Folder, number: int, said: queue.Queue[Said], *, cuda: str | None = None
    ) -> None:
        self.task: Task | None = None
        environment = own_environment()
        if cuda is not None:
            environment["CUDA_VISIBLE_DEVICES"] = cuda
        with (folder.root / f"worker-{number}.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "activelearning.simulate.worker",
                    str(folder.root),
                    str(os.getpid()),
                ],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None  # noqa: S101
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout, said), daemon=True
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def give(self, task: Task) -> None:
        """Have it play a round."""
        self.task = task
        assert self._process.stdin is not None  # noqa: S101
        with contextlib.suppress(BrokenPipeError):  # its end is said as such
            self._process.stdin.write(json.dumps(vars(task)) + "\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """End it; a training goes on from its checkpoint another time."""
        end(self._process, within=STOP_SECONDS)
        self._reader.join(STOP_SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def _read(self, stream: IO[str], said: queue.Queue[Said]) -> None:
        with contextlib.suppress(ValueError):  # closed by stop()
            for line in stream:
                with contextlib.suppress(ValueError):
                    said.put(Said(self, json.loads(line)))
        said.put(Said(self, None))
