"""Two trainings that take turns on one machine: each is stopped while the other runs.

So both see the same load, each has the machine to itself while it runs, and each has a process, and
thus a memory, of its own. Time is counted only while a child may run.
"""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

TURN_SECONDS = 4.0
ENOUGH = 3.0
"""The slower one is given up after so many times the faster one's time."""


@dataclass
class Racer:
    """One training child and what it has said, each event with the seconds it had run by then."""

    name: str
    command: list[str]
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    peak_mb: float = 0.0
    error: str = ""

    def start(self) -> None:
        self._ran, self._since = 0.0, time.monotonic()
        self._child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *self.command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
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

    def wait(self, seconds: float) -> None:
        """Until it ends or its turn is over."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        self._listener.join(5)

    def seconds(self) -> float:
        since = self._since
        return self._ran + (time.monotonic() - since if since is not None else 0.0)

    def reached(self, target: float) -> float | None:
        """Seconds until the first validation of at least `target`."""
        return next(
            (
                at
                for at, one in self.events
                if one["event"] == "validation" and one["dice"] >= target
            ),
            None,
        )

    def best(self) -> float:
        return max(
            (one["dice"] for _, one in self.events if one["event"] == "validation"), default=0.0
        )

    def steps_per_second(self) -> float:
        """The median pace between two progress events: validations between are left out by it."""
        said = [(at, one["step"]) for at, one in self.events if one["event"] == "progress"]
        paces = [
            (step - before) / (at - was)
            for (was, before), (at, step) in pairwise(said)
            if at > was and step > before
        ]
        return statistics.median(paces) if paces else 0.0

    def done(self) -> dict[str, Any]:
        return next((one for _, one in self.events if one["event"] == "done"), {})

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.startswith("{"):
                self.events.append((self.seconds(), json.loads(line)))


def race(ours: Racer, theirs: Racer, target: float, *, limit: float) -> None:
    """Ours runs to its end; theirs until it reaches `target`, or is beaten by far, or `limit` seconds."""
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
    theirs.end()
    ours.end()


def _decided(ours: Racer, theirs: Racer, target: float, limit: float) -> bool:
    mine = ours.reached(target)
    return (
        not theirs.running
        or theirs.reached(target) is not None
        or theirs.seconds() > limit
        or (mine is not None and theirs.seconds() > ENOUGH * mine)
        or (not ours.running and mine is None)
    )


def peak_mb_of(pid: int) -> float:
    """Highest resident memory so far; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0
