"""Files that are either the old one or the new one, never half of it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


def write_json(path: Path, value: object) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(value, indent=1, sort_keys=True), encoding="utf-8")
    replace_durably(partial, path)


def replace_durably(partial: Path, path: Path) -> None:
    """Flush the written file to disk, then put it in place of the old one."""
    with partial.open("rb") as handle:
        os.fsync(handle.fileno())
    partial.replace(path)


def file_sha256(path: Path) -> str:
    """SHA-256 hex of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
