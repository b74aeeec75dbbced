"""One watched process: started, restarted with growing pauses, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labeling.core.logs import log
from labeling.core.processes import dies_with_parent

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_STABLE_SECONDS = 60.0


@dataclass
class Child:
    """`patience` is how long it may take to stop, in seconds, before it is killed.

    `environment` is added to ours, or stands in its place.
    """

    name: str
    command: list[str]
    folder: Path
    patience: float
    keep_open: tuple[int, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    _pause: float = field(default=_FIRST_PAUSE, repr=False)
    _started_at: float = field(default=0.0, repr=False)
    _not_before: float = field(default=0.0, repr=False)

    def start(self) -> None:
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            pass_fds=self.keep_open,
            start_new_session=True,  # Ctrl+C reaches us only: we stop the rest in order
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )

    def look_after(self) -> None:
        """Restart it when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            ended = self.process.poll()
            if ended is None:
                return
            log.warning("child.ended", worker=self.name, returncode=ended, pid=self.process.pid)
            if now - self._started_at > _STABLE_SECONDS:
                self._pause = _FIRST_PAUSE
            self._not_before = now + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            self.process = None
            self.restarts += 1
        if now >= self._not_before:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and what it started, at once."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()
