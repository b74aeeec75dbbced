"""What a blob is called: the SHA-256 of its bytes, two folders deep."""

import re
from dataclasses import dataclass

from labeling.core.blobs.errors import NotAHash

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Blob:
    """What was stored: its hash in hexadecimal and its length in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Entry:
    """A blob as the store lists it; `touched` is when it was last put, in seconds since 1970."""

    sha256: str
    size: int
    touched: float


def is_hash(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def name_of(sha256: str) -> str:
    """Raises: NotAHash. What is no hash never becomes a path."""
    if not is_hash(sha256):
        raise NotAHash(got=sha256[:80])
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
