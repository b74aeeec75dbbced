"""One disposable child process, and the reading of its answers against the clock."""

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from labeling.imaging.problems import DicomProblem

ROOT = Path(__file__).resolve().parents[2]
HEAD = struct.Struct("<IQ")
CHUNK = 1 << 20
MAX_TEXT = 32 << 20
"""Bytes of JSON in one answer: all of it is held in memory where it is read, several times over."""


class Sink(Protocol):
    """What pieces are written to: a file, or something like one. All of them are taken."""

    def write(self, data: bytes, /) -> int: ...


class Spool:
    """Where pieces go that are not to be held in memory."""

    def __init__(self, target: Sink, limit: int) -> None:
        self.lengths: list[int] = []
        self._target, self._left = target, limit

    def begin(self, length: int) -> None:
        """Raises: DicomProblem, `too_large`."""
        if length > self._left:
            raise DicomProblem("too_large", "its frames need more room than is allowed")
        self._left -= length
        self.lengths.append(length)

    def write(self, data: bytes) -> None:
        self._target.write(data)


def too_much_said() -> DicomProblem:
    """Its header, without pixels and binary values, would fill the memory of a server."""
    return DicomProblem("too_large", f"expected at most {MAX_TEXT} bytes of metadata, got more")


class Child:
    """One process, and the reading of its answers against the clock."""

    def __init__(self, memory: int, seconds: float) -> None:
        self.owner = os.getpid()
        self.served = 0
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [
                sys.executable,
                "-m",
                "labeling.imaging.child",
                str(memory),
                str(max(1, round(seconds))),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=_bare_environment(),
        )

    def ask(self, request: bytes, spool: Spool | None = None) -> tuple[dict[str, Any], bytes]:
        """Answer and payload; pieces that come before them go to `spool`.

        Raises:
            DicomProblem: `too_slow`, `crashed` or `too_large`; the child is then of no further use.
        """
        deadline = time.monotonic() + self._seconds + (5 if self.served == 0 else 1)
        self.served += 1
        stdin = self._process.stdin
        try:
            if stdin:
                stdin.write(HEAD.pack(len(request), 0) + request)
                stdin.flush()
        except OSError as error:
            raise self._died() from error
        while True:
            text_length, length = HEAD.unpack(self._read(HEAD.size, deadline))
            if text_length > MAX_TEXT:
                raise too_much_said()
            answer = json.loads(self._read(text_length, deadline))
            if spool is None or "more" not in answer:
                return answer, self._read(length, deadline)
            spool.begin(length)
            while length:
                piece = self._read(min(CHUNK, length), deadline)
                spool.write(piece)
                length -= len(piece)
            deadline = time.monotonic() + self._seconds + 1

    def is_usable(self, requests: int) -> bool:
        """Ours, alive, and not yet asked so many times."""
        return self.owner == os.getpid() and self.served < requests and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> None:
        """Kill it, unless it was inherited by a fork: then it is another process's child."""
        if self.owner != os.getpid():
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _read(self, count: int, deadline: float) -> bytes:
        """Exactly `count` bytes from the child before the deadline."""
        if self._process.stdout is None:
            raise self._died()
        pipe = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise DicomProblem(
                    "too_slow", f"reading it takes more than {self._seconds:g} seconds"
                )
            piece = os.read(pipe, min(CHUNK, count - len(data)))
            if not piece:
                raise self._died()
            data += piece
        return bytes(data)

    def _died(self) -> DicomProblem:
        code = self._process.wait()
        if -code == signal.SIGXCPU:
            return DicomProblem("too_slow", f"reading it takes more than {self._seconds:g} seconds")
        return DicomProblem("crashed", f"the decoder crashed on it (exit status {code})")


def _bare_environment() -> dict[str, str]:
    """No credentials: a decoder that was taken over finds nothing to use."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
