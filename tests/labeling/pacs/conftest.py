from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from tests.labeling.pacs.liar import Liar
from tests.pacs_server import Orthanc, running_orthanc

LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.fixture(scope="package")
def _orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    with running_orthanc(tmp_path_factory.mktemp("orthanc")) as orthanc:
        yield orthanc


@pytest.fixture
def orthanc(_orthanc: Orthanc, loopback: None) -> Orthanc:
    """A real archive on loopback, empty."""
    _orthanc.empty()
    return _orthanc


@pytest.fixture
def loopback(settings: Any) -> None:
    """An operator has listed the loopback network."""
    settings.PACS_NETWORKS = LOOPBACK


@pytest.fixture
def liar(loopback: None) -> Iterator[Liar]:
    """An archive that answers as the test says."""
    with Liar() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of seconds take parts of a second."""
    monkeypatch.setattr("labeling.pacs.upstream.session.READ_SECONDS", 0.5)
    monkeypatch.setattr("labeling.pacs.services.pulling.BACKOFF_SECONDS", [0.01, 0.01])
    monkeypatch.setattr("labeling.pacs.services.pulling.SILENCE_SECONDS", 1.0)
    monkeypatch.setattr("labeling.pacs.services.searching._SEARCH_SECONDS", 1.0)
