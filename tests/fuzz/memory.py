"""Peak memory of this process and of its children, from /proc (Linux)."""

import os
import threading
from pathlib import Path
from types import TracebackType

_SELF = Path("/proc/self")


class Watched:
    """While entered, follows the peak resident memory of this process and of its children.

    `grown`: bytes by which this process rose above where it began. `largest_child`: bytes.
    """

    def __init__(self, every: float = 0.1) -> None:
        self.grown = 0
        self.largest_child = 0
        self._every = every
        self._began = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> "Watched":
        (_SELF / "clear_refs").write_text("5")  # forgets the peak so far
        self._began = _status(_SELF, "VmRSS")
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self.grown = max(0, _status(_SELF, "VmHWM") - self._began)

    def _follow(self) -> None:
        while not self._done.wait(self._every):
            peaks = [_status(Path(f"/proc/{pid}"), "VmHWM") for pid in _children()]
            self.largest_child = max(self.largest_child, *peaks, 0)


def _children() -> list[str]:
    found: list[str] = []
    for task in (_SELF / "task").iterdir():
        try:
            found += (task / "children").read_text().split()
        except OSError:
            continue
    return [pid for pid in found if pid != str(os.getpid())]


def _status(process: Path, name: str) -> int:
    """A figure of /proc/PID/status in bytes, 0 when the process is gone."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(name)), 0)
