"""Where the model helper listens: a socket under the data folder."""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings

from labeling.core.postgres.layout import LONGEST_SOCKET_PATH


def socket_path() -> Path:
    """In `DATA/assist`, or in a short private folder when that path is too long for a socket."""
    near: Path = settings.DATA / "assist" / "socket"
    if len(str(near).encode()) <= LONGEST_SOCKET_PATH:
        return near
    digest = hashlib.sha256(str(near).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"gyre-assist-{digest}" / "socket"
