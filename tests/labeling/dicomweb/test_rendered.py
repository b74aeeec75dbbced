from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import MPEG4HP41, EncapsulatedPDFStorage

from labeling.dicomweb import rendered as sources
from labeling.imaging.rendering import Rendering, render
from labeling.ingest import services
from tests.labeling.dicomweb.conftest import Holding
from tests.labeling.dicomweb.test_retrieve import body_of, parts_of
from tests.labeling.imaging.seeds import seed_path
from tests.labeling.ingest import scans


def stored(holding: Holding, ds: Dataset, folder: Path) -> str:
    """The path of an instance that came in from outside."""
    path = scans.written(ds, folder / "in.dcm")
    services.store_instance(project=holding.project, user=holding.person, path=path)
    return (
        f"{holding.root}/studies/{ds.StudyInstanceUID}/series/{ds.SeriesInstanceUID}"
        f"/instances/{ds.SOPInstanceUID}"
    )


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(data)))


def test_a_window_is_applied_to_the_pixels_that_are_there(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path(2)}"
    values = scans.volume("a")[2].astype(float)
    expected = np.clip((values - 400) / 300 + 0.5, 0, 1) * 255
    for suffix in ("", "/frames/1"):
        response = ours.client().get(
            f"{path}{suffix}/rendered?window=400,300,linear-exact", headers={"Accept": "image/png"}
        )
        assert response["Content-Type"] == "image/png"
        assert np.abs(pixels(response.content) - expected).max() <= 0.51


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        ("*/*", "", "image/jpeg"),  # the default of PS3.18 Table 8.7.4-1
        ("", "", "image/jpeg"),
        ("image/avif,image/webp,image/*,*/*;q=0.8", "", "image/jpeg"),  # an <img> of a browser
        ("image/jpeg;q=0.2, image/png", "", "image/png"),
        ("image/gif", "", "image/gif"),
        ("image/jpeg", "?accept=image/png", "image/png"),
    ],
)
def test_media_types(ours: Holding, accept: str, query: str, kind: str) -> None:
    path = f"{ours.root}/{ours.instance_path()}/rendered{query}"
    response = ours.client().get(path, headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert Image.open(BytesIO(response.content)).format == kind[6:].upper()


def test_one_picture_stands_for_a_series_and_multipart_has_them_all(ours: Holding) -> None:
    client = ours.client()
    png = {"Accept": "image/png"}
    middle = client.get(f"{ours.root}/{ours.instance_path(2)}/rendered", headers=png).content
    for level in (ours.series_path, ours.study_path):
        path = f"{ours.root}/{level}/rendered"
        assert client.get(path, headers=png).content == middle
        response = client.get(path, headers={"Accept": 'multipart/related; type="image/png"'})
        parts = parts_of(response)
        assert [head for head, _ in parts] == [b"Content-Type: image/png"] * 5
        assert parts[2][1] == middle
        assert len({content for _, content in parts}) == 5


def test_lists_of_frames_come_as_multipart(ours: Holding, tmp_path: Path) -> None:
    ds = dcmread(seed_path("examples_ybr_color.dcm"))
    path = stored(ours, ds, tmp_path)
    client = ours.client()
    parts = parts_of(client.get(f"{path}/frames/3,1/rendered", headers={"Accept": "*/*"}))
    assert [content for _, content in parts] == [
        render(seed_path("examples_ybr_color.dcm"), n, Rendering("image/jpeg")) for n in (3, 1)
    ]
    refused = client.get(f"{path}/frames/3,1/rendered", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert client.get(f"{path}/frames/31/rendered").status_code == 404
    assert client.get(f"{path}/frames/x/rendered").status_code == 400


def test_more_pictures_than_one_answer_may_hold_are_refused(
    ours: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_PICTURES", 4)
    response = ours.client().get(
        f"{ours.root}/{ours.series_path}/rendered",
        headers={"Accept": 'multipart/related; type="image/jpeg"'},
    )
    assert (response.status_code, response.json()["got"]) == (400, 5)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("window=1,2", 400),
        ("quality=200", 400),
        ("viewport=10,10,11,15,9,9", 400),  # outside of the image
        ("colour=red", 400),
        ("annotation=technique&quality=5&viewport=40,40&iccprofile=srgb", 200),
    ],
)
def test_what_is_not_understood_is_refused(ours: Holding, query: str, status: int) -> None:
    path = f"{ours.root}/{ours.instance_path()}/rendered?{query}"
    assert ours.client().get(path).status_code == status


def test_annotations_that_are_not_made_are_named(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path()}/rendered"
    response = ours.client().get(f"{path}?annotation=patient")
    assert response["Warning"] == (
        '299 gyre "The following annotation values are not supported: patient"'
    )
    assert response.content == ours.client().get(path).content


def test_thumbnails_at_every_level_fit_their_viewport(ours: Holding) -> None:
    client = ours.client()
    instance = ours.instance_path(2)
    for level in (ours.study_path, ours.series_path, instance, f"{instance}/frames/1"):
        path = f"{ours.root}/{level}/thumbnail"
        assert max(Image.open(BytesIO(client.get(path).content)).size) == 192
        small = client.get(f"{path}?viewport=50,40")
        width, height = Image.open(BytesIO(small.content)).size
        assert width == 50 or height == 40
        assert width <= 50
        assert height <= 40
        assert client.get(f"{path}?quality=3").status_code == 400


def test_pictures_are_held_by_their_etag(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path()}/rendered"
    first = ours.client().get(path)
    assert first["Cache-Control"] == "private, max-age=31536000, immutable"
    held = {"If-None-Match": first["ETag"]}
    assert ours.client().get(path, headers=held).status_code == 304
    assert ours.client().get(f"{path}?quality=3", headers=held).status_code == 200
    series = ours.client().get(f"{ours.root}/{ours.series_path}/rendered")
    assert series["Cache-Control"] == "private, no-cache"  # its middle moves when more arrive


def _pdf_object() -> tuple[Dataset, bytes]:
    content = b"%PDF-1.4\n" + b"0123456789" * 300  # an odd number of bytes
    ds = scans.slices("p")[0]
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "SamplesPerPixel"):
        delattr(ds, keyword)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = EncapsulatedPDFStorage
    ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    ds.EncapsulatedDocument = content + b"\0"
    ds.EncapsulatedDocumentLength = len(content)
    return ds, content


def test_a_film_is_sent_as_its_stream_with_ranges(ours: Holding, tmp_path: Path) -> None:
    stream = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40
    ds = scans.slices("v")[0]
    ds.file_meta.TransferSyntaxUID = MPEG4HP41
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.SamplesPerPixel, ds.NumberOfFrames = 7, 3, 4
    ds.PhotometricInterpretation, ds.PlanarConfiguration = "YBR_PARTIAL_420", 0
    ds.PixelData = encapsulate([stream[:6000], stream[6000:]], has_bot=False)
    ds["PixelData"].is_undefined_length = True
    path = f"{stored(ours, ds, tmp_path)}/rendered"
    client = ours.client()
    response = client.get(path, headers={"Accept": "video/mp4"})
    assert (response.status_code, response["Content-Type"]) == (200, "video/mp4")
    assert body_of(response) == stream
    asked = {"Accept": "video/*", "Range": "bytes=5990-6009"}
    part = client.get(path, headers=asked)
    assert (part.status_code, body_of(part)) == (206, stream[5990:6010])
    assert client.get(path, headers={"Accept": "image/jpeg"}).status_code == 406
    assert client.get(path.replace("rendered", "thumbnail")).status_code == 404


def test_a_pdf_document_is_an_attachment_without_its_padding(ours: Holding, tmp_path: Path) -> None:
    ds, content = _pdf_object()
    path = f"{stored(ours, ds, tmp_path)}/rendered"
    client = ours.client()
    for accept in ("application/pdf", "*/*"):
        response = client.get(path, headers={"Accept": accept})
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert body_of(response) == content
        assert response["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
