"""`manage.py backup`."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from labeling.core import audit_chain
from labeling.core.backup.manifest import (
    BLOBS,
    DUMP,
    LIST,
    MANIFEST,
    Manifest,
    file_sha256,
    table_counts,
)
from labeling.core.backup.tools import run_tool
from labeling.core.blobs import BlobDamaged, BlobMissing, private_folder
from labeling.core.blobs.names import name_of
from labeling.core.blobs.references import referenced
from labeling.core.blobs.store import stored_bytes
from labeling.core.blobs.sweep import store_lock


def back_up(folder: Path, progress: Callable[[int], None] = lambda count: None) -> Manifest:
    """Save the database as of one moment, then the blobs that it names; blobs never change.

    Into the folder of an earlier backup only the new blobs are copied. No sweep runs meanwhile.
    Blobs that are lost or damaged are listed in the manifest: the rest is saved all the same.

    Raises:
        NoTool, ToolFailed: pg_dump. StoreBusy: a sweep runs. StoreAway: 503.
    """
    private_folder(folder.resolve())
    (folder / MANIFEST).unlink(missing_ok=True)  # until this one is complete there is none
    with store_lock(alone=False):
        manifest = _save_database(folder)
        with (folder / LIST).open() as lines:
            for line in lines:
                _save_blob(folder, line[:64], manifest)
                progress(manifest.blobs)
    manifest.write(folder)
    return manifest


def _save_database(folder: Path) -> Manifest:
    """Dump, list of blobs and counts are of the same snapshot."""
    partial = folder / f"{DUMP}.part"
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        run_tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={partial}")
        with (folder / LIST).open("w") as lines:
            for sha256 in referenced():
                lines.write(f"{sha256}  {BLOBS}/{name_of(sha256)}\n")
        tables = table_counts()
        heads = audit_chain.check().heads
    partial.replace(folder / DUMP)
    return Manifest(
        made_at=timezone.now().isoformat(),
        dump_sha256=file_sha256(folder / DUMP),
        list_sha256=file_sha256(folder / LIST),
        tables=tables,
        heads={str(lane): head for lane, head in heads.items()},
    )


def _save_blob(folder: Path, sha256: str, manifest: Manifest) -> None:
    target = folder / BLOBS / name_of(sha256)
    if not target.is_file():
        try:
            _copy(sha256, target)
        except (BlobMissing, BlobDamaged):
            manifest.lost.append(sha256)
            return
    manifest.blobs += 1
    manifest.bytes += target.stat().st_size


def _copy(sha256: str, target: Path) -> None:
    """Checked on the way; the name appears when all bytes are right."""
    private_folder(target.parent)
    partial = target.with_suffix(".part")
    digest = hashlib.sha256()
    with partial.open("wb") as file:
        for piece in stored_bytes(sha256):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != sha256:
        partial.unlink()
        raise BlobDamaged(expected=sha256, got=digest.hexdigest())
    partial.replace(target)
