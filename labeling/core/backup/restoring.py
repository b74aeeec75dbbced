"""`manage.py restore`."""

from collections.abc import Callable
from pathlib import Path

from django.db import connection

from labeling.core import audit_chain, blobs
from labeling.core.backup.errors import NotEmpty, RestoreDiffers
from labeling.core.backup.manifest import BLOBS, DUMP, LIST, Manifest, table_counts
from labeling.core.backup.tools import run_tool
from labeling.core.blobs.names import name_of
from labeling.core.blobs.sweep import joined


def restore(folder: Path, progress: Callable[[int], None] = lambda count: None) -> Manifest:
    """Bring a backup back into an empty database and a store; blobs first, so that no row lacks its own.

    Every blob is checked against its hash, every table against its count, the audit chain against the
    heads that were saved.

    Raises:
        NotABackup, NotEmpty: before anything is written.
        RestoreDiffers: with what differs. BlobDamaged: a blob of the backup is.
    """
    manifest = Manifest.read(folder)
    if table_counts():
        raise NotEmpty
    with (folder / LIST).open() as lines:
        for number, line in enumerate(lines):
            _restore_blob(folder, line[:64], set(manifest.lost))
            progress(number)
    run_tool(
        "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
        str(folder / DUMP),
    )  # fmt: skip
    connection.close()
    _compare(manifest)
    return manifest


def _restore_blob(folder: Path, sha256: str, lost: set[str]) -> None:
    if sha256 in lost:
        return
    with (folder / BLOBS / name_of(sha256)).open("rb") as stream:
        found = blobs.put(stream)
    if found.sha256 != sha256:
        raise blobs.BlobDamaged(expected=sha256, got=found.sha256)


def _compare(manifest: Manifest) -> None:
    counts = table_counts()
    differ = {
        name: [manifest.tables.get(name), counts.get(name)]
        for name in manifest.tables.keys() | counts.keys()
        if manifest.tables.get(name) != counts.get(name)
    }
    anchors = {
        (int(lane), int(count)): str(link)
        for lane, (count, link) in manifest.heads.items()
        if count
    }
    faults = [fault.message for fault in audit_chain.check(anchors).faults]
    missing = {sha256 for sha256, entry, named in joined() if named and entry is None}
    missing -= set(manifest.lost)
    if differ or faults or missing:
        raise RestoreDiffers(
            f"{len(differ)} tables, {len(missing)} blobs and {len(faults)} audit events differ.",
            got={"tables": differ, "blobs": sorted(missing)[:10], "audit": faults[:10]},
        )
