"""Which training code made a model."""

import hashlib
from functools import cache
from pathlib import Path

import models


@cache
def training_code_version() -> str:
    """The first 16 digits of the SHA-256 over the sources of `models`, in the order of their names."""
    root = Path(models.__file__).parent
    digest = hashlib.sha256()
    for source in sorted(root.rglob("*.py")):
        digest.update(source.relative_to(root).as_posix().encode() + b"\0")
        digest.update(source.read_bytes() + b"\0")
    return f"models-{digest.hexdigest()[:16]}"
