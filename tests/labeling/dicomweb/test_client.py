"""The Python dicomweb-client against gunicorn: chunked bodies, paging, streaming."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import requests
from dicomweb_client.api import DICOMwebClient
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

from labeling.accounts.services import create_token
from labeling.core import blobs
from labeling.ingest import services
from labeling.ingest.models import Instance, SeriesState
from labeling.projects.models import Project
from tests.labeling.dicomweb.test_store import body
from tests.labeling.ingest import scans

PROGRAM = str(Path(sys.executable).with_name("dicomweb_client"))
pytestmark = pytest.mark.django_db(transaction=True)


def session_of(project: Project, username: str = "engineer") -> requests.Session:
    token = create_token(user=scans.person(username, project), name="client").secret
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def _as_the_client_sends(ds: Dataset) -> bytes:
    buffer = BytesIO()
    dcmwrite(buffer, ds)
    return buffer.getvalue()


def test_the_client_stores_searches_and_retrieves(server: str) -> None:
    project = scans.project()
    session = session_of(project)
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
    session = session_of(scans.project())
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


def test_the_command_line_stores_searches_and_retrieves(server: str, tmp_path: Path) -> None:
    project = scans.project()
    token = session_of(project).headers["Authorization"].partition(" ")[2]
    root = f"{server}/dicomweb/projects/liver"
    sent = {}
    for ds in scans.slices("k", shape=(2, 64, 64)):
        ds.compress(RLELossless)
        path = scans.written(ds, tmp_path / f"{ds.SOPInstanceUID}.dcm")
        sent[str(ds.SOPInstanceUID)] = path.read_bytes()

    def client(*words: str) -> str:
        command = [PROGRAM, "--bearer-token", token, "--url", root, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    client("store", "instances", *(str(path) for path in tmp_path.glob("*.dcm")))
    (study,) = json.loads(client("search", "studies", "--filter", "PatientName=doe*"))
    uid = study["0020000D"]["Value"][0]
    found = json.loads(client("search", "instances", "--study", uid))
    assert {one["00080018"]["Value"][0] for one in found} == set(sent)
    one = found[0]
    place = ["--study", uid, "--series", one["0020000E"]["Value"][0]]
    place += ["--instance", one["00080018"]["Value"][0]]
    retrieved = {}
    for name, options in (
        ("stored", ["--media-type", "application/dicom", "*"]),
        ("plain", ["--media-type", "application/dicom", "1.2.840.10008.1.2.1"]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        words = ["retrieve", "instances", *place, "full", "--save", "--output-dir", str(folder)]
        client(*words, *options)
        (file,) = folder.iterdir()
        retrieved[name] = dcmread(file)
    original = dcmread(BytesIO(sent[one["00080018"]["Value"][0]]))
    kept = Instance.objects.get(sop_instance_uid=original.SOPInstanceUID)
    whole = requests.get(
        f"{root}/studies/{uid}/series/{place[3]}/instances/{place[5]}",
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/dicom; transfer-syntax=*",
        },
        timeout=60,
    )
    assert whole.content == blobs.read(kept.blob)
    assert retrieved["stored"].PixelData == original.PixelData
    assert retrieved["plain"].file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert np.array_equal(retrieved["plain"].pixel_array, original.pixel_array)
