"""Whole instances: byte for byte for `*`, else in Explicit VR Little Endian."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEG2000Lossless, RLELossless

from labeling.dicomweb import explicit
from labeling.ingest import services
from labeling.ingest.models import Instance
from tests.labeling.dicomweb.conftest import Holding
from tests.labeling.dicomweb.test_retrieve import EXPLICIT, body_of, parts_of
from tests.labeling.imaging.seeds import seed_path
from tests.labeling.ingest import scans

MULTIPART = 'multipart/related; type="application/dicom"'
SEEDS = (
    "MR_small_implicit.dcm",
    "MR_small_bigendian.dcm",
    "image_dfl.dcm",
    "MR_small_RLE.dcm",
    "examples_jpeg2k.dcm",
    "examples_ybr_color.dcm",
    "rtplan.dcm",
)


def stored(holding: Holding, path: Path) -> tuple[str, bytes]:
    """Store a file from outside; its path, and its bytes as they are kept (no preamble)."""
    services.store_instance(project=holding.project, user=holding.person, path=path)
    ds = pydicom.dcmread(path, stop_before_pixels=True)
    address = (
        f"{holding.root}/studies/{ds.StudyInstanceUID}/series/{ds.SeriesInstanceUID}"
        f"/instances/{ds.SOPInstanceUID}"
    )
    return address, bytes(128) + path.read_bytes()[128:]


@pytest.mark.parametrize("name", SEEDS)
def test_as_stored_only_when_that_is_asked_for(ours: Holding, name: str) -> None:
    path, content = stored(ours, seed_path(name))
    original = pydicom.dcmread(seed_path(name))
    syntax = original.file_meta.TransferSyntaxUID
    client = ours.client()
    for wanted in ("*", '"*"', syntax):
        single = client.get(
            path, headers={"Accept": f"application/dicom; transfer-syntax={wanted}"}
        )
        assert body_of(single) == content
        assert single["Content-Type"] == f"application/dicom; transfer-syntax={syntax}"
    for accept in ("application/dicom", f"application/dicom; transfer-syntax={EXPLICIT}"):
        single = client.get(path, headers={"Accept": accept})
        made = body_of(single)
        assert single["Content-Type"] == f"application/dicom; transfer-syntax={EXPLICIT}"
        ds = pydicom.dcmread(BytesIO(made))
        assert ds.file_meta.TransferSyntaxUID == EXPLICIT
        if "PixelData" in original:
            assert np.array_equal(ds.pixel_array, original.pixel_array)
    for accept in (MULTIPART, "*/*"):
        assert parts_of(client.get(path, headers={"Accept": accept})) == [
            (f"Content-Type: application/dicom; transfer-syntax={EXPLICIT}".encode(), made)
        ]
    other = {"Accept": "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.80"}
    assert client.get(path, headers=other).status_code == 406


def test_a_series_of_several_encodings_comes_in_one(ours: Holding) -> None:
    datasets = scans.slices("m", shape=(4, 64, 64))
    expected = scans.volume("m", (4, 64, 64))
    datasets[0].compress(RLELossless)
    datasets[1].compress(JPEG2000Lossless)
    services.store_series(project=ours.project, datasets=datasets)
    path = (
        f"{ours.root}/studies/{datasets[0].StudyInstanceUID}/series/{datasets[0].SeriesInstanceUID}"
    )
    client = ours.client()
    parts = parts_of(client.get(path, headers={"Accept": MULTIPART}))
    for (head, content), plane in zip(parts, expected, strict=True):
        assert head.decode().endswith(f"transfer-syntax={EXPLICIT}")
        assert np.array_equal(pydicom.dcmread(BytesIO(content)).pixel_array, plane)
    parts = parts_of(client.get(path, headers={"Accept": f"{MULTIPART}; transfer-syntax=*"}))
    assert [content for _, content in parts] == [scans.encoded(ds) for ds in datasets]
    mixed = {"Accept": f"{MULTIPART}; transfer-syntax={RLELossless}"}
    assert client.get(path, headers=mixed).status_code == 406


def test_what_cannot_be_decoded_is_refused_with_its_reason_before_anything_is_sent(
    ours: Holding, tmp_path: Path
) -> None:
    (ds, *_) = scans.slices("d", shape=(1, 64, 64))
    ds.compress(JPEG2000Lossless)
    ds.PixelData = ds.PixelData[:60] + bytes(len(ds.PixelData) - 60)
    path, content = stored(ours, scans.written(ds, tmp_path / "damaged.dcm"))
    client = ours.client()
    for accept in (MULTIPART, "application/dicom"):
        response = client.get(path, headers={"Accept": accept})
        assert response.status_code == 406
        assert response["Content-Type"] == "application/problem+json"
        assert ds.SOPInstanceUID in response.json()["detail"]
    whole = client.get(path, headers={"Accept": "application/dicom; transfer-syntax=*"})
    assert body_of(whole) == content


def test_what_one_answer_may_make_is_bounded(
    ours: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = stored(ours, seed_path("examples_ybr_color.dcm"))
    monkeypatch.setattr(explicit, "MAX_MADE", 100_000)
    response = ours.client().get(path, headers={"Accept": "application/dicom"})
    assert (response.status_code, response.json()["got"]) == (406, "too_large")


def test_search_says_how_an_instance_can_be_had(ours: Holding) -> None:
    path, _ = stored(ours, seed_path("MR_small_RLE.dcm"))
    series = path.rpartition("/instances/")[0]
    (found,) = ours.client().get(f"{series}/instances").json()
    assert found["00083002"] == {"vr": "UI", "Value": [RLELossless, EXPLICIT]}
    plain = ours.client().get(f"{ours.root}/{ours.series_path}/instances").json()[0]
    assert plain["00083002"]["Value"] == [EXPLICIT]


@pytest.mark.parametrize(
    "accept",
    [
        # OHIF 3.13, quoted
        'multipart/related; type="application/octet-stream"; transfer-syntax="*"',
        # Cornerstone3D 5, unquoted
        "multipart/related; type=application/octet-stream; transfer-syntax=*",
        "application/octet-stream; transfer-syntax=*",
    ],
)
@pytest.mark.parametrize("name", ["MR_small_bigendian.dcm", "MR_small_implicit.dcm"])
def test_frames_are_never_big_endian_nor_implicit(ours: Holding, accept: str, name: str) -> None:
    path, _ = stored(ours, seed_path(name))
    response = ours.client().get(f"{path}/frames/1", headers={"Accept": accept})
    pixels = pydicom.dcmread(seed_path("MR_small.dcm")).PixelData
    if accept.startswith("multipart"):
        ((head, content),) = parts_of(response)
        assert (
            head == f"Content-Type: application/octet-stream; transfer-syntax={EXPLICIT}".encode()
        )
    else:
        content = response.content
        assert response["Content-Type"].endswith(f"; transfer-syntax={EXPLICIT}")
    assert content == pixels


def test_an_object_without_pixels_has_metadata_but_neither_frames_nor_pictures(
    ours: Holding,
) -> None:
    path, _ = stored(ours, seed_path("rtplan.dcm"))
    client = ours.client()
    assert client.get(f"{path}/metadata").json()[0]["00080060"]["Value"] == ["RTPLAN"]
    assert client.get(f"{path}/frames/1").status_code == 404
    assert client.get(f"{path}/rendered").status_code == 406
    assert client.get(f"{path}/thumbnail").status_code in (404, 406)


def test_thousand_frames_are_sent_without_being_held(ours: Holding, tmp_path: Path) -> None:
    (ds, *_) = scans.slices("t", shape=(1, 64, 64))
    frames = np.arange(1000, dtype=np.int16).repeat(64 * 64).reshape(1000, 64, 64)
    ds.NumberOfFrames, ds.PixelData = 1000, frames.tobytes()
    path, _ = stored(ours, scans.written(ds, tmp_path / "many.dcm"))
    numbers = ",".join(map(str, range(1000, 0, -1)))
    response = ours.client().get(f"{path}/frames/{numbers}")
    assert response.streaming  # 8 MB, of known length
    parts = parts_of(response)
    assert [content for _, content in parts] == [f.tobytes() for f in frames[::-1]]
    beyond = ours.client().get(f"{path}/frames/{numbers},1")
    assert beyond.status_code == 400
    assert Instance.objects.filter(number_of_frames=1000).exists()
