"""The launcher on real clusters: each test starts PostgreSQL, most of them kill something."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from labeling.core.postgres.embedded import Embedded, destroy
from labeling.core.postgres.layout import Layout

ROOT = Path(__file__).resolve().parents[4]
HOLDER = """
import sys, time
from pathlib import Path
from labeling.core.postgres.embedded import Embedded
hold = Embedded.hold(Path(sys.argv[1]), durable=False)
print("held", flush=True)
time.sleep(120)
"""


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gyre-pg-"))
    yield folder
    destroy(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _ask(layout: Layout, query: str) -> object:
    with psycopg.connect(layout.url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return None if row is None else row[0]


def _postmaster(layout: Layout) -> int:
    return int((layout.cluster / "postmaster.pid").read_text().partition("\n")[0])


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def _eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def _holder(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_cluster_is_private_and_listens_on_no_network(data: Path) -> None:
    with Embedded.hold(data, durable=False) as hold:
        layout = hold.layout
        assert _ask(layout, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(layout.cluster.stat().st_mode) == 0o700
        assert stat.S_IMODE(layout.sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE(layout.passfile.stat().st_mode) == 0o600
        rules = (layout.cluster / "pg_hba.conf").read_text()
        assert "trust" not in [
            line.split()[-1] for line in rules.splitlines() if line[:1].isalpha()
        ]
        assert data.stat().st_mode & 0o007 == 0


def test_the_server_never_runs_as_root(data: Path) -> None:
    with Embedded.hold(data, durable=False) as hold:
        assert os.stat(f"/proc/{_postmaster(hold.layout)}").st_uid != 0  # noqa: PTH116


def test_the_socket_asks_for_the_password(data: Path) -> None:
    with Embedded.hold(data, durable=False) as hold:
        socket = str(hold.layout.sockets)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=socket, user="gyre", dbname="gyre", passfile="/nowhere")


def test_a_second_owner_shares_the_server_and_keeps_it_when_the_first_goes(data: Path) -> None:
    first = Embedded.hold(data, durable=False)
    pid = _postmaster(first.layout)
    second = Embedded.hold(data, durable=False)
    first.release()
    time.sleep(1)
    assert _postmaster(second.layout) == pid
    assert _ask(second.layout, "SELECT 1") == 1
    second.release_and_wait()
    assert not _runs(pid)


def test_the_server_dies_with_an_owner_that_is_killed(data: Path) -> None:
    process = _holder(data)
    pid = _postmaster(Layout.of(data))
    _end(process)
    assert _eventually(lambda: not _runs(pid))
    assert not (Layout.of(data).cluster / "postmaster.pid").exists()


def test_a_killed_server_is_started_again_with_everything_that_was_committed(data: Path) -> None:
    with Embedded.hold(data) as hold:
        with psycopg.connect(hold.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        os.kill(_postmaster(hold.layout), signal.SIGKILL)

        def back() -> bool:
            try:
                return _ask(hold.layout, "SELECT value FROM kept") == 7
            except psycopg.OperationalError:
                return False

        assert _eventually(back)
        hold.release_and_wait()


def test_a_killed_keeper_takes_the_server_with_it_and_the_next_owner_starts_anew(
    data: Path,
) -> None:
    with Embedded.hold(data, durable=False) as hold:
        pid = _postmaster(hold.layout)
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGKILL)
        assert _eventually(lambda: not _runs(pid))
    with Embedded.hold(data, durable=False) as hold:
        assert _ask(hold.layout, "SELECT 1") == 1
        hold.release_and_wait()


def test_a_holder_brings_back_a_server_whose_keeper_was_killed(data: Path) -> None:
    with Embedded.hold(data, durable=False) as hold:
        pid = _postmaster(hold.layout)
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        assert not hold.revive()
        os.kill(keeper, signal.SIGKILL)
        assert _eventually(hold.revive)
        assert _ask(hold.layout, "SELECT 1") == 1
        assert not hold.revive()
        hold.release_and_wait()


def test_who_joins_while_a_killed_server_is_being_restarted_waits_for_it(data: Path) -> None:
    with Embedded.hold(data, durable=False) as first:
        os.kill(_postmaster(first.layout), signal.SIGKILL)
        second = Embedded.hold(data, durable=False)
        assert _ask(second.layout, "SELECT 1") == 1
        second.release()
        first.release_and_wait()


def test_a_stale_process_id_and_socket_do_not_stand_in_the_way(data: Path) -> None:
    with Embedded.hold(data, durable=False) as hold:
        layout = hold.layout
        hold.release_and_wait()
    lines = f"{os.getpid()}\n{layout.cluster}\n1\n5432\n{layout.sockets}\n\n1 1\nready\n"
    (layout.cluster / "postmaster.pid").write_text(lines)
    (layout.sockets / ".s.PGSQL.5432").touch()
    (layout.sockets / ".s.PGSQL.5432.lock").write_text(lines)
    with Embedded.hold(data, durable=False) as hold:
        assert _ask(hold.layout, "SELECT 1") == 1
        hold.release_and_wait()


def test_a_long_data_path_gets_a_short_private_socket_folder(data: Path) -> None:
    deep = data / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    if os.geteuid() == 0:
        for folder in (data, deep.parent):
            folder.chmod(0o711)
    with Embedded.hold(deep, durable=False) as hold:
        assert len(str(hold.layout.sockets)) < 80
        assert stat.S_IMODE(hold.layout.sockets.stat().st_mode) == 0o700
        assert _ask(hold.layout, "SELECT 1") == 1
        hold.release_and_wait()
    destroy(deep)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_below_a_closed_folder_the_files_lie_elsewhere_and_no_folder_is_opened(data: Path) -> None:
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    below = closed / "data"
    with Embedded.hold(below, durable=False) as hold:
        assert "database files are in" in hold.note
        assert _ask(hold.layout, "SELECT 1") == 1
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        home = hold.layout.home
        hold.release_and_wait()
    assert home.is_dir()
    with Embedded.hold(below, durable=False) as hold:
        assert hold.layout.home == home
        hold.release_and_wait()
    destroy(below)
    assert not home.exists()
