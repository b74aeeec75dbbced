"""What a backup says of itself."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connection

from labeling.core.backup.errors import NotABackup

DUMP, LIST, MANIFEST, BLOBS = "database.dump", "blobs.sha256", "manifest.json", "blobs"


@dataclass
class Manifest:
    """`tables`: rows of each; `heads`: of the audit chain; `lost`: blobs that could not be saved."""

    made_at: str
    dump_sha256: str
    list_sha256: str
    tables: dict[str, int]
    heads: dict[str, tuple[int, str]]
    blobs: int = 0
    bytes: int = 0
    lost: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        partial = folder / f"{MANIFEST}.part"
        partial.write_text(json.dumps(asdict(self), indent=1) + "\n")
        partial.replace(folder / MANIFEST)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Of a backup whose dump and list are what it says.

        Raises:
            NotABackup: no manifest, or another dump or list.
        """
        try:
            found = cls(**json.loads((folder / MANIFEST).read_text()))
            hashes = file_sha256(folder / DUMP), file_sha256(folder / LIST)
        except (OSError, ValueError, TypeError) as error:
            raise NotABackup(got=str(folder)) from error
        if hashes != (found.dump_sha256, found.list_sha256):
            raise NotABackup("The dump or the list of blobs is not that of the manifest.")
        return found


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def table_counts() -> dict[str, int]:
    """Rows of every table of ours, the engine's too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            (counts[name],) = cursor.fetchone()
    return counts
