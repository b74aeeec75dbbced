"""Using the embedded server: start it or join it, and hold it."""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from labeling.core.postgres.errors import DidNotStart, NotReachable, PostgresProblem
from labeling.core.postgres.layout import Layout
from labeling.core.postgres.server import answers
from labeling.core.postgres.server_user import ServerUser

_REPOSITORY = Path(__file__).resolve().parents[3]
_JOIN_SECONDS = 90


class Embedded:
    """A hold on the server of one data folder. The server lives while anyone holds it.

    `note` says in one sentence where the files went when they could not lie in the data folder.
    """

    def __init__(self, layout: Layout, users: IO[bytes], note: str, durable: bool) -> None:
        self.layout = layout
        self.note = note
        self._users = users
        self._durable = durable

    @property
    def url(self) -> str:
        return self.layout.url

    @classmethod
    def hold(cls, data: Path, *, durable: bool = True) -> "Embedded":
        """Start the server, or join it if another process of ours already runs it.

        Raises:
            PostgresProblem: with what was tried and what the server said.
        """
        layout, note = _prepare(data)
        with layout.start_lock.open("ab") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            users = layout.users_lock.open("ab")
            try:
                _share(users)
                _ensure_served(layout, durable=durable)
            except BaseException:
                users.close()
                raise
        return cls(layout, users, note, durable)

    def revive(self) -> bool:
        """Start a new keeper if ours was killed; the server died with it. Says whether it had to.

        Raises:
            PostgresProblem: the server does not come back.
        """
        if _is_kept(self.layout):
            return False
        with self.layout.start_lock.open("ab") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            _ensure_served(self.layout, durable=self._durable)
        return True

    def release(self) -> None:
        """Let go; the keeper stops the server if nobody else holds it."""
        self._users.close()

    def release_and_wait(self, seconds: float = 40) -> None:
        """Let go, and return only when the server has stopped, unless others still hold it."""
        self.release()
        deadline = time.monotonic() + seconds
        with self.layout.keeper_lock.open("ab") as keeper:
            while time.monotonic() < deadline:
                try:
                    fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if self._others():
                        return
                    time.sleep(0.05)
                else:
                    return

    def _others(self) -> bool:
        """Whether someone else shares the server: then an exclusive lock is refused, a shared one not."""
        with self.layout.users_lock.open("ab") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return False  # the keeper has it: stopping
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def __enter__(self) -> "Embedded":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def destroy(data: Path) -> None:
    """Remove a cluster for good, wherever its files are. The server must be stopped."""
    layout = Layout.of(data)
    shutil.rmtree(layout.sockets, ignore_errors=True)
    shutil.rmtree(layout.home, ignore_errors=True)
    shutil.rmtree(layout.root, ignore_errors=True)


def _prepare(data: Path) -> tuple[Layout, str]:
    """Make the folders; choose a home the server's user can enter. No parent folder is changed."""
    user = ServerUser.choose()
    data = data.expanduser().resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    layout = Layout.of(data)
    layout.root.mkdir(mode=0o700, exist_ok=True)
    if layout.home == layout.root:
        user.let_in(data)
        user.let_in(layout.root)
        if not user.can_enter(layout.root):
            layout.pointer.write_text(str(_home_elsewhere(user)) + "\n")
            layout = Layout.of(data)
    if layout.home == layout.root:
        return layout, ""
    if not layout.home.is_dir():
        raise NotReachable(
            f"{layout.pointer} says that the database is in {layout.home}, which is not there. "
            f"Bring it back, or remove {layout.root} to begin with an empty database."
        )
    return (
        layout,
        f"database files are in {layout.home}: {layout.root} is closed to the server's user",
    )


def _home_elsewhere(user: ServerUser) -> Path:
    tried = []
    for base in (
        Path("/var/lib/gyre"),
        Path("/var/tmp/gyre"),  # noqa: S108
        Path(tempfile.gettempdir()) / "gyre",
    ):
        try:
            base.mkdir(mode=0o755, exist_ok=True)
            if base.is_symlink() or base.stat().st_uid != os.geteuid():
                raise PermissionError("belongs to someone else")
            home = base / secrets.token_hex(6)
            home.mkdir(mode=0o700)
            user.let_in(home)
        except OSError as error:
            tried.append(f"{base} ({error})")
            continue
        if user.can_enter(home):
            return home
        home.rmdir()
        tried.append(f"{base} (closed to user {user.uid})")
    raise NotReachable(f"{NotReachable.__doc__} Tried: {', '.join(tried)}. Or set DATABASE_URL.")


def _share(users: IO[bytes]) -> None:
    """Take the shared lock; while a keeper is stopping it holds the lock alone, so wait for it."""
    deadline = time.monotonic() + _JOIN_SECONDS
    while True:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PostgresProblem("The server is still stopping; try again.") from None
            time.sleep(0.05)
        else:
            return


def _ensure_served(layout: Layout, *, durable: bool) -> None:
    """Start a keeper, unless there is one: then its server answers, or is being started again."""
    deadline = time.monotonic() + _JOIN_SECONDS
    while not answers(layout):
        if not _is_kept(layout):
            _start_keeper(layout.root.parent, durable=durable)
            return
        if time.monotonic() > deadline:
            raise PostgresProblem(f"The server does not answer; see {layout.log}.")
        time.sleep(0.1)


def _is_kept(layout: Layout) -> bool:
    """Whether a keeper lives: it holds its lock from its first moment to its last."""
    with layout.keeper_lock.open("ab") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start_keeper(data: Path, *, durable: bool) -> None:
    environment = dict(os.environ, GYRE_EMBEDDED_FSYNC="1" if durable else "0")
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "labeling.core.postgres.keeper", str(data)],
        cwd=_REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    ) as keeper:
        assert keeper.stdout is not None  # noqa: S101
        answer = keeper.stdout.readline().strip()
        keeper.returncode = 0  # it stays: nobody waits for it
    if answer != "ready":
        raise DidNotStart(answer or DidNotStart.__doc__)
