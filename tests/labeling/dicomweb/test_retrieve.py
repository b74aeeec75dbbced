import gzip
import re
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.uid import JPEG2000Lossless, RLELossless

from labeling.core import blobs
from labeling.ingest import services
from tests.labeling.dicomweb.conftest import Holding
from tests.labeling.ingest import scans

EXPLICIT = "1.2.840.10008.1.2.1"


def body_of(response: object) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def parts_of(response: object) -> list[tuple[bytes, bytes]]:
    """Header block and content of each part, read as strictly as viewers do."""
    body = body_of(response)
    assert response["Content-Length"] == str(len(body))
    boundary = re.search(r"boundary=([0-9a-f]+)$", response["Content-Type"])[1].encode()
    assert body.startswith(b"--" + boundary + b"\r\n")
    assert body.endswith(b"\r\n--" + boundary + b"--\r\n")
    pieces = body[: -len(boundary) - 8].split(b"--" + boundary + b"\r\n")[1:]
    pieces = [p.removesuffix(b"\r\n") if i < len(pieces) - 1 else p for i, p in enumerate(pieces)]
    return [(head, content) for head, _, content in (p.partition(b"\r\n\r\n") for p in pieces)]


@pytest.mark.parametrize(
    "accept",
    [
        'multipart/related; type="application/octet-stream"; transfer-syntax="*"',
        "multipart/related; type=application/octet-stream; transfer-syntax=*",
        'multipart/related; type="application/octet-stream"',
        "multipart/related",
        "*/*",
        None,
    ],
)
def test_frames_come_as_multipart_however_they_are_asked_for(
    ours: Holding, accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    path = f"{ours.root}/{ours.instance_path(2)}/frames/1"
    response = ours.client().get(path, headers=headers)
    assert response.status_code == 200
    ((head, content),) = parts_of(response)
    assert head == f"Content-Type: application/octet-stream; transfer-syntax={EXPLICIT}".encode()
    assert content == scans.volume("a")[2].tobytes()
    assert response["Content-Type"].startswith(
        'multipart/related; type="application/octet-stream"; boundary='
    )


def test_a_frame_as_a_single_part_is_just_its_bytes(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path(1)}/frames/1"
    response = ours.client().get(
        path, headers={"Accept": "application/octet-stream; transfer-syntax=*"}
    )
    assert response.content == scans.volume("a")[1].tobytes()
    assert response["Content-Type"] == f"application/octet-stream; transfer-syntax={EXPLICIT}"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert {"Accept", "Authorization", "Cookie"} <= set(response["Vary"].split(", "))
    again = ours.client().get(
        path,
        headers={"Accept": "application/octet-stream", "If-None-Match": response["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_each_response_has_a_boundary_of_its_own(ours: Holding) -> None:
    client, path = ours.client(), f"{ours.root}/{ours.instance_path()}/frames/1"
    assert client.get(path)["Content-Type"] != client.get(path)["Content-Type"]


@pytest.mark.parametrize(
    ("numbers", "status"),
    [("0", 404), ("2", 404), ("x", 400), ("1,", 400), ("1,2", 404), ("-1", 400), ("1.0", 400)],
)
def test_frame_numbers_that_are_not_there_or_no_numbers(
    ours: Holding, numbers: str, status: int
) -> None:
    response = ours.client().get(f"{ours.root}/{ours.instance_path()}/frames/{numbers}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "image/jpeg",
        "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.90",
        'multipart/related; type="video/mp4"',
    ],
)
def test_what_is_not_there_is_not_acceptable(ours: Holding, accept: str) -> None:
    path = f"{ours.root}/{ours.instance_path()}/frames/1"
    assert ours.client().get(path, headers={"Accept": accept}).status_code == 406


@pytest.mark.parametrize("syntax", [RLELossless, JPEG2000Lossless])
def test_compressed_frames_come_as_stored_or_decoded(ours: Holding, syntax: str) -> None:
    datasets = scans.slices("c", shape=(2, 64, 64))
    for ds in datasets:
        ds.compress(syntax)
    services.store_series(project=ours.project, datasets=datasets)
    path = (
        f"{ours.root}/studies/{datasets[0].StudyInstanceUID}/series/"
        f"{datasets[0].SeriesInstanceUID}/instances/{datasets[1].SOPInstanceUID}/frames/1"
    )
    client = ours.client()
    multipart = 'multipart/related; type="application/octet-stream"'
    ((head, as_stored),) = parts_of(
        client.get(path, headers={"Accept": f"{multipart}; transfer-syntax=*"})
    )
    assert head.decode().endswith(f"transfer-syntax={syntax}")
    assert as_stored in scans.encoded(datasets[1])
    ((head, native),) = parts_of(client.get(path, headers={"Accept": multipart}))
    assert head.decode().endswith(f"transfer-syntax={EXPLICIT}")
    assert native == scans.volume("c", (2, 64, 64))[1].tobytes()


def test_series_metadata_is_complete_in_z_order_and_sent_as_stored(ours: Holding) -> None:
    path = f"{ours.root}/{ours.series_path}/metadata"
    plain = ours.client().get(path)
    assert plain["Content-Type"] == "application/dicom+json"
    documents = plain.json()
    assert [d["00080018"]["Value"][0] for d in documents] == [
        ds.SOPInstanceUID for ds in ours.datasets
    ]
    assert documents[0]["00100010"]["Value"] == [{"Alphabetic": "Doe^Jane"}]
    assert all(list(d) == sorted(d) and "00020010" not in d for d in documents)
    packed = ours.client().get(path, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed.content == blobs.read(ours.series.metadata_blob)
    assert gzip.decompress(packed.content) == plain.content
    held = ours.client().get(path, headers={"If-None-Match": packed["ETag"]})
    assert held.status_code == 304


def test_study_and_instance_metadata_say_the_same(ours: Holding) -> None:
    study = ours.datasets[0].StudyInstanceUID
    second = scans.slices("d", study_uid=study)
    services.store_series(project=ours.project, datasets=second)
    client = ours.client()
    whole = client.get(f"{ours.root}/{ours.study_path}/metadata").json()
    assert len(whole) == 10
    one = client.get(f"{ours.root}/{ours.instance_path(3)}/metadata").json()
    assert one == [d for d in whole if d["00080018"] == one[0]["00080018"]]


def test_a_bulk_data_uri_leads_to_the_bytes(ours: Holding) -> None:
    client = ours.client()
    (document,) = client.get(f"{ours.root}/{ours.instance_path(1)}/metadata").json()
    uri = document["7FE00010"]["BulkDataURI"]
    response = client.get(uri)
    body = body_of(response)
    assert body[: 16 * 12 * 2] == scans.volume("a")[1].tobytes()
    ((_, content),) = parts_of(client.get(uri, headers={"Accept": "multipart/related"}))
    assert content == body
    assert client.get(uri.replace("7FE00010", "00100010")).status_code == 404
    assert client.get(uri.replace("7FE00010", "nonsense")).status_code == 404


def test_a_whole_instance_comes_byte_for_byte(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path()}"
    client, content = ours.client(), scans.encoded(ours.datasets[0])
    single = client.get(path, headers={"Accept": "application/dicom; transfer-syntax=*"})
    assert body_of(single) == content
    ((head, body),) = parts_of(
        client.get(path, headers={"Accept": 'multipart/related; type="application/dicom"'})
    )
    assert body == content
    assert head == f"Content-Type: application/dicom; transfer-syntax={EXPLICIT}".encode()


def test_series_and_study_come_as_all_their_files(ours: Holding) -> None:
    for path in (ours.series_path, ours.study_path):
        parts = parts_of(ours.client().get(f"{ours.root}/{path}"))
        assert [content for _, content in parts] == [scans.encoded(ds) for ds in ours.datasets]
        assert dcmread(BytesIO(parts[0][1])).SOPInstanceUID == ours.datasets[0].SOPInstanceUID
    single = {"Accept": "application/dicom"}
    assert ours.client().get(f"{ours.root}/{path}", headers=single).status_code == 406


def test_thumbnails_are_png_or_jpeg(ours: Holding) -> None:
    for accept, magic in (("image/png, */*", b"\x89PNG"), ("image/jpeg", b"\xff\xd8")):
        for path in (ours.series_path, ours.study_path):
            response = ours.client().get(
                f"{ours.root}/{path}/thumbnail", headers={"Accept": accept}
            )
            assert response.content.startswith(magic)


def _paths(holding: Holding) -> list[str]:
    return [
        f"{holding.study_path}/metadata",
        f"{holding.series_path}/metadata",
        f"{holding.instance_path()}/metadata",
        f"{holding.instance_path()}/frames/1",
        f"{holding.instance_path()}/bulkdata/7FE00010",
        *(
            f"{level}/{kind}"
            for kind in ("rendered", "thumbnail")
            for level in (
                holding.study_path,
                holding.series_path,
                holding.instance_path(),
                f"{holding.instance_path()}/frames/1",
            )
        ),
        holding.instance_path(),
        holding.series_path,
        holding.study_path,
    ]


def test_another_projects_scans_do_not_exist_through_any_root(
    ours: Holding, theirs: Holding
) -> None:
    client = ours.client()
    for path in _paths(theirs):
        for root in (ours.root, theirs.root, "/dicomweb"):
            assert client.get(f"{root}/{path}").status_code == 404, (root, path)
    for path in _paths(ours):
        for root in (ours.root, "/dicomweb"):
            assert client.get(f"{root}/{path}").status_code == 200, (root, path)


def test_nobody_sees_anything_without_signing_in(ours: Holding, client: object) -> None:
    for path in _paths(ours):
        response = client.get(f"{ours.root}/{path}")
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"


def test_other_methods_are_refused(ours: Holding) -> None:
    assert ours.client().delete(f"{ours.root}/{ours.series_path}").status_code == 405


def test_a_frame_costs_three_queries_of_which_one_is_for_the_frame(
    ours: Holding, django_assert_num_queries: object
) -> None:
    client, path = ours.client(), f"{ours.root}/{ours.instance_path()}/frames/1"
    with django_assert_num_queries(3):  # session, person, instance
        client.get(path)
