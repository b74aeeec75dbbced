"""PostgreSQL's own programs, of the server's version, on Django's database."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from labeling.core.backup.errors import NoTool, ToolFailed
from labeling.core.postgres.binaries import package_folder
from labeling.core.postgres.errors import NoBinaries

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def run_tool(name: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore`; the password goes by the environment, never by the command line.

    Raises:
        NoTool: there is none. ToolFailed: with the last line it said.
    """
    target, environment = _target()
    done = subprocess.run(  # noqa: S603 (our own arguments, no shell)
        [str(_find(name)), f"--dbname={target}", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(f"{name}: {(done.stderr.strip() or 'no reason').splitlines()[0][:300]}")


def _target() -> tuple[str, dict[str, str]]:
    found: dict[str, Any] = connection.settings_dict
    given = {
        "dbname": found["NAME"],
        "user": found["USER"],
        "host": found["HOST"],
        "port": found["PORT"],
    }
    options = {k: v for k, v in found["OPTIONS"].items() if isinstance(v, str)}
    named = make_conninfo(**{k: v for k, v in {**given, **options}.items() if v})
    return named, {"PGPASSWORD": found["PASSWORD"]} if found["PASSWORD"] else {}


def _find(name: str) -> Path:
    """The server's own version if it is here, else the next newer one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (server,) = cursor.fetchone()
    found = sorted((version, path) for path in _candidates(name) if (version := _major(path)))
    for version, path in found:
        if version >= server:
            return path
    raise NoTool(f"Expected a {name} of PostgreSQL {server} or newer.", expected=server)


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    try:
        package = package_folder()
    except NoBinaries:
        return
    yield from package.glob(f"pginstall*/bin/{name}")


def _major(path: Path) -> int:
    said = subprocess.run(  # noqa: S603
        [str(path), "--version"], capture_output=True, text=True, check=False
    )
    version = _VERSION.search(said.stdout)
    return int(version[1]) if version else 0
