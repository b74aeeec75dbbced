import pytest
from django.test import RequestFactory

from labeling.dicomweb.bodies import Body, Spool
from labeling.dicomweb.ranges import Stretch, asked_range
from tests.labeling.dicomweb.conftest import Holding
from tests.labeling.dicomweb.test_retrieve import body_of
from tests.labeling.ingest import scans

SINGLE = {
    "frames/1": "application/octet-stream",
    "bulkdata/7FE00010": "application/octet-stream",
    "": "application/dicom; transfer-syntax=*",
}


@pytest.mark.parametrize(
    ("header", "stretch"),
    [
        ("bytes=0-9", Stretch(0, 10)),
        ("bytes=90-", Stretch(90, 10)),
        ("bytes=90-900", Stretch(90, 10)),
        ("bytes=-10", Stretch(90, 10)),
        ("bytes=-900", Stretch(0, 100)),
        ("bytes=100-", Stretch(100, 0)),  # nothing there: 416
        ("bytes=-0", Stretch(100, 0)),
        ("bytes=9-0", None),  # malformed: all of it
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),  # several: all of it
        ("items=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_reads_a_range(header: str, stretch: Stretch | None) -> None:
    request = RequestFactory().get("/", headers={"Range": header})
    assert asked_range(request, 100, "e") == stretch


def test_a_body_is_cut_across_its_pieces(settings: object) -> None:
    spool = Spool()
    spool.write(b"456789")
    body = Body((*Body.of(b"0123").pieces, spool.grown(4), spool.grown(2)))
    whole = b"0123456789"
    for first in range(11):
        for length in range(11 - first):
            part = body.part(first, length)
            assert part.size == length
            assert b"".join(part.blocks()) == whole[first : first + length]


@pytest.mark.parametrize(("suffix", "accept"), SINGLE.items())
def test_a_single_part_is_sent_in_ranges(ours: Holding, suffix: str, accept: str) -> None:
    path = f"{ours.root}/{ours.instance_path()}/{suffix}".rstrip("/")
    client, headers = ours.client(), {"Accept": accept}
    whole = client.get(path, headers=headers)
    content = body_of(whole)
    assert (whole.status_code, whole["Accept-Ranges"]) == (200, "bytes")
    asked = {**headers, "Range": "bytes=10-19", "If-Range": whole["ETag"]}
    part = client.get(path, headers=asked)
    assert (part.status_code, body_of(part)) == (206, content[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(content)}"
    assert (part["Content-Length"], part["ETag"]) == ("10", whole["ETag"])
    stale = client.get(path, headers={**asked, "If-Range": '"other"'})
    assert (stale.status_code, body_of(stale)) == (200, content)
    beyond = client.get(path, headers={**headers, "Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert beyond["Cache-Control"] == "private, no-cache"  # the bytes stay, this answer does not


@pytest.mark.parametrize(("suffix", "accept"), SINGLE.items())
def test_head_says_the_same_and_sends_nothing(ours: Holding, suffix: str, accept: str) -> None:
    path = f"{ours.root}/{ours.instance_path()}/{suffix}".rstrip("/")
    client = ours.client()
    got, head = (method(path, headers={"Accept": accept}) for method in (client.get, client.head))
    assert (head.status_code, body_of(head)) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges", "Cache-Control"):
        assert head[name] == got[name]


def test_multipart_has_no_ranges(ours: Holding) -> None:
    path = f"{ours.root}/{ours.instance_path()}/frames/1"
    response = ours.client().get(path, headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert "Accept-Ranges" not in response
    assert scans.volume("a")[0].tobytes() in response.content
