"""Tests. Without DATABASE_URL, tests/conftest.py starts a cluster of its own when one is needed."""

import os
import tempfile
from pathlib import Path

from labeling.core.postgres.layout import Layout

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if _WORKER and os.environ.get("GYRE_TESTS_OF") != _WORKER:
    # Inherited from the process that started pytest's workers: each has a folder of its own, and
    # a server of its own unless one was named. Processes that a test starts keep what it gives them.
    os.environ["GYRE_TESTS_OF"] = _WORKER
    os.environ["GYRE_DATA"] = str(
        Path(tempfile.gettempdir()) / f"gyre-test-{os.getppid()}-{_WORKER}"
    )
    if "gyre-test-" in os.environ.get("DATABASE_URL", ""):
        del os.environ["DATABASE_URL"]

os.environ.setdefault("GYRE_SECRET_KEY", "only-for-tests")
os.environ.setdefault("GYRE_DATA", str(Path(tempfile.gettempdir()) / f"gyre-test-{os.getpid()}"))
os.environ.setdefault("DATABASE_URL", Layout.of(Path(os.environ["GYRE_DATA"])).url)

from labeling.settings.base import *  # noqa: E402, F403 (after the environment)

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
