"""The Python dicomweb-client against gunicorn: chunked bodies, paging, streaming."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
import requests
from dicomweb_client.api import DICOMwebClient
from django.db import connection
from pydicom import dcmwrite
from pydicom.dataset import Dataset

from labeling.accounts.services import create_token
from labeling.core import blobs
from labeling.ingest import services
from labeling.ingest.models import Instance, SeriesState
from labeling.projects.models import Project
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db(transaction=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _database_url() -> str:
    found = connection.settings_dict
    query = f"?host={found['HOST']}" + "".join(
        f"&{name}={value}" for name, value in found["OPTIONS"].items() if isinstance(value, str)
    )
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}{query}"


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The address of a gunicorn on this test's database and blobs."""
    port = _free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "labeling.wsgi:application"),
            *(
                "--bind",
                f"127.0.0.1:{port}",
                "--worker-class",
                "gthread",
                "--threads",
                "4",
                "--no-control-socket",
            ),
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
            "DATABASE_URL": _database_url(),
            "GYRE_HOSTS": "127.0.0.1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            requests.get(f"{address}/dicomweb/studies", timeout=60)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("gunicorn did not start within a minute")


def _session(project: Project) -> requests.Session:
    token = create_token(user=scans.person("engineer", project), name="client").secret
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def _as_the_client_sends(ds: Dataset) -> bytes:
    buffer = BytesIO()
    dcmwrite(buffer, ds)
    return buffer.getvalue()


def test_the_client_stores_searches_and_retrieves(server: str) -> None:
    project = scans.project()
    session = _session(project)
    client = DICOMwebClient(f"{server}/dicomweb/projects/liver", session=session)
    shape = (6, 512, 400)
    datasets = scans.slices("big", shape=shape)

    result = client.store_instances(datasets)  # 2.4 MB: chunked, with no Content-Length
    assert len(result.ReferencedSOPSequence) == 6
    assert "FailedSOPSequence" not in result
    assert [blobs.read(i.blob) for i in Instance.objects.order_by("pk")] == [
        _as_the_client_sends(ds) for ds in datasets
    ]
    (series_id,) = services.series_behind(project=project)
    assert services.index_series(series_id=series_id).state == SeriesState.READY

    study, series = datasets[0].StudyInstanceUID, datasets[0].SeriesInstanceUID
    (found,) = client.search_for_studies(search_filters={"PatientName": "*doe*"})
    assert found["0020000D"]["Value"] == [study]
    assert client.search_for_studies(search_filters={"PatientID": "nobody"}) == []
    pages = client.search_for_instances(study, limit=4, get_remaining=True)
    assert len(pages) == 6

    documents = client.retrieve_series_metadata(study, series)
    assert [d["00080018"]["Value"][0] for d in documents] == [ds.SOPInstanceUID for ds in datasets]
    expected = scans.volume("big", shape)
    for media_types in (None, (("application/octet-stream", "*"),)):
        (frame,) = client.retrieve_instance_frames(
            study, series, datasets[4].SOPInstanceUID, [1], media_types=media_types
        )
        np.testing.assert_array_equal(np.frombuffer(frame, "<i2").reshape(512, 400), expected[4])
    instance = client.retrieve_instance(study, series, datasets[2].SOPInstanceUID)
    assert instance.PixelData == datasets[2].PixelData
    whole = client.retrieve_series(study, series)
    assert [ds.SOPInstanceUID for ds in whole] == [ds.SOPInstanceUID for ds in datasets]
    (bulk,) = client.retrieve_bulkdata(server + documents[0]["7FE00010"]["BulkDataURI"])
    assert bulk == datasets[0].PixelData


def test_a_connection_lives_on_after_a_refused_chunked_body(server: str) -> None:
    session = _session(scans.project())
    kind = 'multipart/related; type="application/dicom"; boundary="a b c"'
    content = body(b"x" * 3_000_000)

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(content), 100_000):
            yield content[start : start + 100_000]

    response = session.post(
        f"{server}/dicomweb/studies", data=chunks(), headers={"Content-Type": kind}, timeout=60
    )
    assert response.status_code == 409
    response = session.post(
        f"{server}/dicomweb/studies",
        data=chunks(),
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert response.status_code == 415
    assert session.get(f"{server}/dicomweb/studies", timeout=60).status_code == 204
