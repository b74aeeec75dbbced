"""Broken files sent by STOW-RS, and everything that was stored of them read back."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field

from django.test import Client

from labeling.core import blobs
from labeling.ingest.models import Instance, Upload
from labeling.projects.models import Project

BOUNDARY = "a-boundary-of-the-fuzzer"
KIND = f'multipart/related; type="application/dicom"; boundary={BOUNDARY}'
REASON, TEXT = "00081197", "0040A160"
FAILED, OTHER, STORED = "00081198", "0008119A", "00081199"
SLOWEST = 25.0  # seconds; a child is ended after 20
AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
NATIVE = 'multipart/related; type="application/octet-stream"'
WHOLE = 'multipart/related; type="application/dicom"; transfer-syntax=*'
WHOLE_NATIVE = 'multipart/related; type="application/dicom"'


class Finding(AssertionError):
    """Something that must never happen did."""


@dataclass
class Tally:
    """What became of the files, and the slowest answer in seconds."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def to_json(self) -> dict[str, object]:
        return {"outcomes": self.outcomes, "reads": self.reads, "slowest": self.slowest}


class Uploader:
    """Sends files to one project and keeps count; any fault that is not a refusal is a `Finding`."""

    def __init__(self, project: Project, token: str) -> None:
        self.project = project
        self.tally = Tally()
        self._root = f"/dicomweb/projects/{project.slug}"
        self._client = Client()
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, files: list[bytes]) -> None:
        """Store the files in one request and look at what came of each."""
        before = set(Instance.objects.filter(project=self.project).values_list("pk", flat=True))
        started = time.monotonic()
        response = self._client.post(
            f"{self._root}/studies", _body(files), content_type=KIND, headers=self._headers
        )
        self._note_time((time.monotonic() - started) / len(files))
        if response.status_code not in (200, 202, 409):
            raise Finding(f"STOW answered {response.status_code}: {response.content[:300]!r}")
        self._count(response.json(), len(files))
        for instance in Instance.objects.filter(project=self.project).exclude(pk__in=before):
            self._read(instance)

    def _count(self, module: dict[str, dict[str, list[dict]]], sent: int) -> None:
        stored = module.get(STORED, {}).get("Value", [])
        refused = [
            *module.get(FAILED, {}).get("Value", []),
            *module.get(OTHER, {}).get("Value", []),
        ]
        if len(stored) + len(refused) != sent:
            raise Finding(f"{sent} parts sent, {len(stored)} stored, {len(refused)} refused")
        for item in refused:
            if not item[REASON]["Value"][0] or not item[TEXT]["Value"][0]:
                raise Finding(f"a refusal without a reason: {item}")
        self.tally.outcomes["stored"] += len(stored)
        self.tally.outcomes.update(problem["code"] for problem in self._latest().problems)

    def _latest(self) -> Upload:
        return Upload.objects.filter(project=self.project).latest("pk")

    def _read(self, instance: Instance) -> None:
        series = instance.series
        base = (
            f"{self._root}/studies/{series.study.study_instance_uid}"
            f"/series/{series.series_instance_uid}/instances/{instance.sop_instance_uid}"
        )
        metadata = self._get(f"{base}/metadata", "application/dicom+json", "metadata", {200})
        json.loads(metadata, parse_constant=_refuse_constant)
        whole = self._get(base, WHOLE, "instance as stored", {200})
        if blobs.read(instance.blob) not in whole:
            raise Finding(f"{base} is not what was stored")
        self._get(base, WHOLE_NATIVE, "instance native", {200, 406})
        last = max(1, instance.number_of_frames)
        allowed = {200, 406} if instance.number_of_frames else {404, 406}
        for number in {1, last}:
            self._get(f"{base}/frames/{number}", AS_STORED, "frame as stored", allowed)
            self._get(f"{base}/frames/{number}", NATIVE, "frame native", allowed)
        self._get(f"{base}/rendered", "image/png", "rendered", {200, 404, 406})

    def _get(self, path: str, accept: str, name: str, allowed: set[int]) -> bytes:
        started = time.monotonic()
        response = self._client.get(path, headers={**self._headers, "Accept": accept})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self._note_time(time.monotonic() - started)
        if response.status_code not in allowed:
            raise Finding(f"{path} ({name}) answered {response.status_code}: {body[:300]!r}")
        self.tally.reads[f"{name} {response.status_code}"] += 1
        return body

    def _note_time(self, seconds: float) -> None:
        self.tally.slowest = max(self.tally.slowest, seconds)
        if seconds > SLOWEST:
            raise Finding(f"an answer took {seconds:.0f} s")


def _body(files: list[bytes]) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    return b"".join(head + file + b"\r\n" for file in files) + f"--{BOUNDARY}--".encode()


def _refuse_constant(name: str) -> None:
    raise Finding(f"the metadata holds {name}, which is no JSON")
