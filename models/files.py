"""Files that are either the old one or the new one, never half of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import StorageProblem


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file that anybody may have written.

    Raises:
        OSError, ValueError: it cannot be read, is no JSON, nested too deep, or no object.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError(f"it holds a {type(value).__name__}, expected an object")
    return value


def write_json(path: Path, value: object) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, indent=1, sort_keys=True)
    with replaced(path) as handle:
        handle.write(text.encode())


@contextmanager
def replaced(path: Path, *, keep: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write in full; flushed to disk, it takes the place of `path`, which becomes `keep`.

    Raises:
        StorageProblem: the disk is full or not to be written: the old file stays, what was written of
            the new one is removed.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        if keep is not None and path.exists():
            path.replace(keep)
        partial.replace(path)
    except Exception as error:
        partial.unlink(missing_ok=True)
        cause = error if isinstance(error, OSError) else error.__context__  # torch hides it there
        if isinstance(cause, OSError):
            reason = cause.strerror or str(cause)
            raise StorageProblem(f"{path.name} cannot be written: {reason}.") from error
        raise


def file_sha256(path: Path) -> str:
    """SHA-256 hex of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
