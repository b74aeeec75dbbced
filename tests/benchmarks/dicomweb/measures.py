"""What is measured of one server. Each measure is one turn; the caller interleaves the servers."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.dicomweb.client import Answer, Site, multipart, pump

MULTIPART = 'multipart/related; type="application/octet-stream"; transfer-syntax="*"'
SINGLE = "application/octet-stream; transfer-syntax=*"
JSON = "application/dicom+json"
FIELDS = "00081030%2C00080060%2C00080020%2C00080030%2C00080050%2C00080090%2C00100010%2C00100020%2C00100030"
STUDY_LIST = f"/studies?limit=101&offset=0&fuzzymatching=false&includefield={FIELDS}"


@dataclass(frozen=True)
class Stored:
    """Where a series lies: its address, and its instances' UIDs in z order."""

    path: str
    instances: tuple[str, ...]

    def frame(self, number: int, frame: int = 1) -> str:
        return f"{self.path}/instances/{self.instances[number]}/frames/{frame}"


def store(site: Site, files: Sequence[bytes]) -> float:
    """MB/s of one STOW request, until it is answered with success for every file."""
    body, kind = multipart(files)
    request = site.request("POST", "/studies", accept=JSON, body=body, Content_Type=kind)
    began = time.perf_counter()
    answer = site.ask(request)
    seconds = time.perf_counter() - began
    stored = answer.json().get("00081199", {}).get("Value", [])
    if len(stored) != len(files):
        raise AssertionError(f"{site.name} stored {len(stored)} of {len(files)}")
    return sum(map(len, files)) / 1e6 / seconds


def frames_a_second(
    site: Site, series: Stored, *, count: int, connections: int, accept: str
) -> float:
    total = len(series.instances)
    requests = [site.request("GET", series.frame(n % total), accept=accept) for n in range(count)]
    return count / pump(site, requests, connections=connections)


def seconds_a_frame(site: Site, loop: Stored, frames: Sequence[int]) -> float:
    """Frames of one multi-frame object, one after the other."""
    requests = [site.request("GET", loop.frame(0, n), accept=MULTIPART) for n in frames]
    return pump(site, requests) / len(requests)


def metadata_seconds(site: Site, series: Stored, *, gzip: bool) -> float:
    encoding = "gzip" if gzip else "identity"
    path = f"{series.path}/metadata"
    request = site.request("GET", path, accept=JSON, Accept_Encoding=encoding)
    return pump(site, [request] * 3) / 3


def study_list_seconds(site: Site) -> float:
    request = site.request("GET", STUDY_LIST, accept=JSON, Accept_Encoding="gzip")
    return pump(site, [request] * 5) / 5


def check(site: Site, series: Stored, loop: Stored, pixels: bytes, loop_pixels: bytes) -> None:
    """That the answers which are timed are the right ones.

    Args:
        site: the server.
        series: the stored series.
        loop: the stored multi-frame object.
        pixels: of the first frame of the series.
        loop_pixels: of all frames of the multi-frame object.
    """
    first = site.ask(site.request("GET", series.frame(0), accept=MULTIPART))
    size = len(pixels)
    number = random.Random(1).randrange(len(loop_pixels) // size)  # noqa: S311
    other = site.ask(site.request("GET", loop.frame(0, number + 1), accept=MULTIPART))
    _expect(_part(first) == pixels, f"{site.name}: the first frame differs")
    _expect(
        _part(other) == loop_pixels[number * size : (number + 1) * size],
        f"{site.name}: frame {number + 1} of the multi-frame object differs",
    )
    documents = site.ask(site.request("GET", f"{series.path}/metadata", accept=JSON)).json()
    found = {document["00080018"]["Value"][0] for document in documents}
    _expect(found == set(series.instances), f"{site.name}: the metadata is not of this series")
    rows = site.ask(site.request("GET", STUDY_LIST, accept=JSON)).json()
    _expect(len(rows) == 101, f"{site.name}: {len(rows)} studies listed instead of 101")


def _part(answer: Answer) -> bytes:
    """The one part of a multipart body, without its headers."""
    return answer.body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)
