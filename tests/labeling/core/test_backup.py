"""Saved while it runs, brought back elsewhere: counts and hashes are equal."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from labeling.core import blobs
from labeling.core.backup.errors import NotABackup, NotEmpty
from labeling.core.backup.manifest import Manifest
from labeling.core.backup.restoring import restore
from labeling.core.backup.saving import back_up
from labeling.core.blobs import references
from tests.factories import make_approved, make_case, make_project
from tests.servers import database_url

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def new_database() -> Iterator[str]:
    """The name of an empty database beside the tests' own."""
    name = f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _manage(data: Path, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments, "--data", str(data)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(database)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_a_backup_is_restored_to_a_new_folder_with_equal_counts_and_hashes(
    tmp_path: Path, new_database: str
) -> None:
    project = make_project("saved")
    make_approved(project, draft=True)
    orphan = blobs.put(b"nobody needs this")
    saved = back_up(tmp_path / "backup")
    make_case(project)  # after the snapshot
    assert saved.blobs >= 10
    assert saved.tables["annotate_revision"] == 1
    listed = (tmp_path / "backup" / "blobs.sha256").read_text()
    assert orphan.sha256 not in listed
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "blobs.sha256"], cwd=tmp_path / "backup", check=False
    )
    assert checked.returncode == 0

    new = tmp_path / "new"
    restored = _manage(new, new_database, "restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    assert "counts and hashes are equal" in restored.stdout
    assert {p.name for p in (new / "blobs").glob("??/??/*")} == {
        line[:64] for line in listed.splitlines()
    }
    sound = _manage(new, new_database, "archive_check")
    assert sound.returncode == 0, sound.stdout + sound.stderr


def test_into_the_same_folder_only_what_is_new_is_copied(tmp_path: Path) -> None:
    case = make_case()
    back_up(tmp_path)
    old = {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").glob("??/??/*")}
    make_case(case.project)
    saved = back_up(tmp_path)
    now = {p: p.stat().st_mtime_ns for p in (tmp_path / "blobs").glob("??/??/*")}
    assert saved.blobs == len(now) > len(old)
    assert old.items() <= now.items()


def test_a_damaged_blob_does_not_keep_the_rest_from_being_saved(tmp_path: Path) -> None:
    make_case()
    lost = next(references.referenced())
    path = blobs.path(lost)
    sound = path.read_bytes()
    path.write_bytes(b"rotten")
    try:
        with pytest.raises(CommandError, match="1 blobs could not be saved"):
            call_command("backup", tmp_path)
    finally:
        path.write_bytes(sound)
    assert Manifest.read(tmp_path).lost == [lost]


def test_what_is_no_complete_backup_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    make_case()
    with pytest.raises(NotABackup):
        restore(tmp_path)
    back_up(tmp_path)
    with pytest.raises(NotEmpty):
        restore(tmp_path)
    with (tmp_path / "database.dump").open("ab") as dump:
        dump.write(b"x")
    with pytest.raises(NotABackup):
        restore(tmp_path)
    assert not connection.in_atomic_block
