"""The keeper: runs the server of one data folder for as long as somebody uses it.

    python -m labeling.core.postgres.keeper DATA

It prints `ready` or one line of error, then works in silence: a server that died is started again, and
when no process holds the shared lock on `users.lock` any more, the server is stopped and the keeper ends.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from labeling.core.postgres.errors import PostgresProblem
from labeling.core.postgres.layout import Layout
from labeling.core.postgres.server import Server

_LOOK_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 10.0


class _Stop(BaseException):
    """SIGTERM arrived."""


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _unused(users: IO[bytes]) -> bool:
    """Take the users' lock for ourselves, which succeeds only when nobody shares it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def watch(server: Server, users: IO[bytes]) -> None:
    """Return when nobody uses the server; restart it, with growing pauses, when it dies."""
    pause = 0.2
    while not _unused(users):
        if server.is_running:
            pause = 0.2
            time.sleep(_LOOK_SECONDS)
            continue
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        try:
            server.start()
        except PostgresProblem as problem:
            sys.stderr.write(f"keeper: {problem}\n")


def main(data: Path) -> int:
    layout = Layout.of(data)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _on_signal)
    with layout.keeper_lock.open("ab") as own, layout.users_lock.open("ab") as users:
        fcntl.flock(own, fcntl.LOCK_EX)
        server = Server(layout, durable=os.environ.get("GYRE_EMBEDDED_FSYNC", "1") != "0")
        try:
            server.start()
            _answer("ready")
            watch(server, users)
        except PostgresProblem as problem:
            _answer(str(problem).replace("\n", " "))
            return 1
        except _Stop:
            pass
        finally:
            server.stop()
    return 0


def _answer(line: str) -> None:
    """Tell the process that started us, once, then let go of its pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
