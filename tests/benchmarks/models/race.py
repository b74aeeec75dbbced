"""Two trainings that take turns on one machine: each is stopped while the other runs.

So both see the same load, each has the machine to itself while it runs, and each has a process, and
thus a memory, of its own. Time is counted only while a child may run; beside it, processor time,
which says more where the machine is shared with others.
"""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

TURN_SECONDS = 4.0
ENOUGH = 3.0
"""The slower one is given up after so many times the faster one's time."""


@dataclass(frozen=True)
class Said:
    """One event, after so many seconds of turns and of processors."""

    clock: float
    processor: float
    event: dict[str, Any]


@dataclass
class Racer:
    """One training child and what it has said."""

    name: str
    command: list[str]
    events: list[Said] = field(default_factory=list)
    peak_mb: float = 0.0

    def start(self) -> None:
        self._ran, self._spent = 0.0, 0.0
        self._since: float | None = time.monotonic()
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as the child does
        self._child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *self.command],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def running(self) -> bool:
        return self._child.poll() is None

    def pause(self) -> None:
        self.peak_mb = max(self.peak_mb, peak_mb_of(self._child.pid))
        self._child.send_signal(signal.SIGSTOP)
        self._ran, self._since = self.seconds(), None

    def go_on(self) -> None:
        self._since = time.monotonic()
        self._child.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Give it up."""
        if self.running:
            self._child.kill()
        self._child.wait()
        self._listener.join(5)

    def error_text(self) -> str:
        """The last lines that it wrote to stderr."""
        self._errors.seek(0)
        return "".join(self._errors.readlines()[-5:])

    def wait(self, seconds: float) -> None:
        """Until it ends or its turn is over."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        self._listener.join(5)

    def seconds(self) -> float:
        """Of its turns."""
        since = self._since
        return self._ran + (time.monotonic() - since if since is not None else 0.0)

    def processor_seconds(self) -> float:
        """Of all its threads; as far as was seen when it has ended."""
        self._spent = max(self._spent, _processor_seconds(self._child.pid))
        return self._spent

    def reached(self, target: float) -> Said | None:
        """The first validation of at least `target`."""
        return next((one for one in self._of("validation") if one.event["dice"] >= target), None)

    def best(self) -> float:
        return max((one.event["dice"] for one in self._of("validation")), default=0.0)

    def steps_per_second(self) -> float:
        """The median pace between two progress events: validations between are left out by it."""
        paces = [
            (now.event["step"] - before.event["step"]) / (now.clock - before.clock)
            for before, now in pairwise(self._of("progress"))
            if now.clock > before.clock
        ]
        return statistics.median(paces) if paces else 0.0

    def done(self) -> dict[str, Any]:
        return next((one.event for one in self._of("done")), {})

    def _of(self, name: str) -> list[Said]:
        return [one for one in self.events if one.event["event"] == name]

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.startswith("{"):
                event = json.loads(line)
                self.events.append(Said(self.seconds(), self.processor_seconds(), event))


def race(ours: Racer, theirs: Racer, target: float, *, limit: float) -> None:
    """Ours runs to its end; theirs until it reaches `target`, is beaten by far, or has had enough.

    By far, and `limit`, are processor seconds: others' load does not count.
    """
    ours.start()
    ours.pause()
    theirs.start()
    theirs.pause()
    while ours.running or not _decided(ours, theirs, target, limit):
        for one in (ours, theirs):
            if not one.running or (one is theirs and _decided(ours, theirs, target, limit)):
                continue
            one.go_on()
            one.wait(TURN_SECONDS)
            if one.running:
                one.pause()
    for one in (theirs, ours):
        if not one.running and not one.done():
            raise RuntimeError(f"{one.name} failed: {one.error_text()}")
        one.end()


def _decided(ours: Racer, theirs: Racer, target: float, limit: float) -> bool:
    mine, spent = ours.reached(target), theirs.processor_seconds()
    return (
        not theirs.running
        or theirs.reached(target) is not None
        or spent > limit
        or (mine is not None and spent > ENOUGH * mine.processor)
        or (not ours.running and mine is None)
    )


def _processor_seconds(pid: int) -> float:
    """User and system time of the process so far; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb_of(pid: int) -> float:
    """Highest resident memory so far; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0
