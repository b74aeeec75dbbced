"""One PostgreSQL cluster per session, started when the first test asks for a database.

With DATABASE_URL set, that server is used instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.db import connections

from labeling.core.postgres.embedded import Embedded, destroy
from tests.stores import store_at

_EMBEDDED = "gyre-test-" in os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of the server that the tests use."""
    if not _EMBEDDED:
        yield os.environ["DATABASE_URL"]
        return
    data = Path(os.environ["GYRE_DATA"])
    hold = Embedded.hold(data, durable=False)
    socket = str(hold.layout.sockets)
    os.environ["DATABASE_URL"] = hold.url
    for configured in (settings.DATABASES["default"], connections["default"].settings_dict):
        configured["HOST"] = socket
        configured["OPTIONS"]["passfile"] = str(hold.layout.passfile)
    yield hold.url
    hold.release_and_wait()
    destroy(data)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: str) -> None:
    """Have the server running before pytest-django makes the test database."""


@pytest.fixture(scope="session", autouse=True)
def _data_folder() -> Iterator[None]:
    """The data folder of this session; removed at the end."""
    data = Path(os.environ["GYRE_DATA"])
    made = not data.exists()
    yield
    if made:
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_jobs_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties only its own tables after a test with real transactions; jobs would stay."""
    marker = request.node.get_closest_marker("django_db")
    real = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    yield
    if real or (marker is not None and marker.kwargs.get("transaction")):
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def own_store(tmp_path: Path, settings: LazySettings) -> Path:
    """A store of blobs that no other test has written to."""
    return store_at(settings, tmp_path / "blobs")
