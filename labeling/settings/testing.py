"""Tests. Without DATABASE_URL, tests/conftest.py starts a cluster of its own when one is needed."""

import os
import tempfile
from pathlib import Path

from labeling.core.postgres.layout import Layout

os.environ.setdefault("GYRE_SECRET_KEY", "only-for-tests")
os.environ.setdefault("GYRE_DATA", str(Path(tempfile.gettempdir()) / f"gyre-test-{os.getpid()}"))
os.environ.setdefault("DATABASE_URL", Layout.of(Path(os.environ["GYRE_DATA"])).url)

from labeling.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
