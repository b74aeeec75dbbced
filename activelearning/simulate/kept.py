"""Small results on disk that are whole or not there at all."""

import hashlib
import json
from pathlib import Path
from typing import Any

from models.files import write_json


def keep(path: Path, value: Any) -> None:
    """Write `value` with its own SHA-256, in one rename."""
    write_json(path, {"sha256": digest_of(value), "value": value})


def kept(path: Path) -> Any | None:
    """What `keep` wrote; None when there is nothing, or it is damaged and has to be made again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.keys() != {"sha256", "value"}:
        return None
    return found["value"] if found["sha256"] == digest_of(found["value"]) else None


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
