"""One PostgreSQL server: making its cluster, starting, watching and stopping it."""

import secrets
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from labeling.core.postgres.binaries import bin_folder
from labeling.core.postgres.errors import DidNotStart
from labeling.core.postgres.layout import DATABASE, PORT, ROLE, Layout
from labeling.core.postgres.orphans import clear_leftovers
from labeling.core.postgres.server_user import ServerUser
from labeling.core.processes import dies_with_parent

_START_SECONDS = 60
_STOP_SECONDS = 30

# Statements and row values may hold patient names: the server log gets neither.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "200",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "logging_collector": "off",
}


class Server:
    """The server process of one layout."""

    def __init__(self, layout: Layout, *, durable: bool = True) -> None:
        """Prepare.

        Args:
            layout: where the files are.
            durable: False (tests only) trades safety on power loss for speed.
        """
        self.layout = layout
        self.user = ServerUser.choose()
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if need be, start the server and wait until it answers.

        Raises:
            DidNotStart: with the last lines of the server's log.
        """
        binaries = bin_folder(self.layout.cluster, self.user, self.layout.home.parent)
        clear_leftovers(self.layout)
        self.user.own(self.layout.sockets)
        if not self.layout.cluster.is_dir():
            self._make_cluster(binaries)
        settings = dict(_SETTINGS, unix_socket_directories=str(self.layout.sockets))
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        with self.layout.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [str(binaries / "postgres"), "-D", str(self.layout.cluster), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                preexec_fn=dies_with_parent(signal.SIGINT),
                start_new_session=True,
                **self.user.process_options(),
            )
        self._wait_until_it_answers()
        self._make_database()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, everything committed is on disk."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process is None or self._process.poll() is not None:
                return
            self._process.send_signal(number)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue

    def _make_cluster(self, binaries: Path) -> None:
        """Run initdb beside the final place and rename, so that a killed initdb leaves nothing."""
        partial = self.layout.cluster.with_name("cluster.part")
        subprocess.run(["/bin/rm", "-rf", str(partial)], check=True)  # noqa: S603
        password = secrets.token_urlsafe(24)
        words = self.layout.home / "password.part"
        words.touch(mode=0o600)
        words.write_text(password)
        self.user.own(partial)
        if self.user.is_other:
            subprocess.run(  # noqa: S603
                ["/bin/chown", f"{self.user.uid}:{self.user.gid}", str(words)], check=True
            )
        try:
            done = subprocess.run(  # noqa: S603
                [
                    str(binaries / "initdb"), "-D", str(partial), "-U", ROLE, f"--pwfile={words}",
                    "--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8",
                    *_locale(binaries),
                ],
                capture_output=True, text=True, check=False, cwd="/", timeout=120,
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
                **self.user.process_options(),
            )  # fmt: skip
        finally:
            words.unlink()
        if done.returncode != 0:
            raise DidNotStart(f"initdb failed: {done.stderr.strip()[-800:]}")
        self.layout.passfile.unlink(missing_ok=True)
        self.layout.passfile.touch(mode=0o600)
        self.layout.passfile.write_text(f"*:*:*:{ROLE}:{password}\n")
        partial.rename(self.layout.cluster)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running:
                break
            if answers(self.layout, "postgres"):
                return
            time.sleep(0.05)
        lines = self.layout.log.read_text(errors="replace").splitlines()[-6:]
        raise DidNotStart(
            f"{DidNotStart.__doc__} {self.layout.log} ends with: " + " | ".join(lines)
        )

    def _make_database(self) -> None:
        with _connect(self.layout, "postgres") as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")


def _locale(binaries: Path) -> list[str]:
    """The same collation on every machine: from PostgreSQL 17 on its own, before that plain C."""
    if "pginstall18" in str(binaries):
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C"]


def _connect(layout: Layout, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(layout.sockets),
        port=PORT,
        user=ROLE,
        dbname=database,
        passfile=str(layout.passfile),
        connect_timeout=5,
        autocommit=True,
    )


def answers(layout: Layout, database: str = DATABASE) -> bool:
    """Whether a server accepts our sign-in on the layout's socket."""
    try:
        _connect(layout, database).close()
    except psycopg.OperationalError:
        return False
    return True
