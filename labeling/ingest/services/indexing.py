"""What is computed once for a series: order, geometry, metadata, thumbnail, or why it is unusable."""

import gzip
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from labeling.core import blobs, jobs
from labeling.imaging.decoding import FramePlace
from labeling.imaging.problems import DicomProblem, GeometryProblem, ImagingProblem, VolumeProblem
from labeling.imaging.slices import SliceHeader, instance_and_frame
from labeling.imaging.volume import arrange
from labeling.ingest.models import Instance, Series, SeriesState
from labeling.ingest.sandboxes import borrowed
from labeling.projects.models import Project

DERIVED = frozenset(
    {"ANN", "KO", "M3D", "PLAN", "PR", "REG", "RTDOSE", "RTPLAN", "RTRECORD", "RTSTRUCT"}
    | {"RWV", "SEG", "SMR", "SR", "TEXTUREMAP"}
)
_JOB = "ingest.index_series"
_DOCUMENTS = 16  # of metadata in memory at a time
_TRIES = 5  # instances that arrive meanwhile make it start over


@dataclass
class Findings:
    """What one pass found; `slices` holds their keys in z order, empty without a volume."""

    version: int
    metadata_blob: str = ""
    thumbnail_blob: str = ""
    slices: list[str] = field(default_factory=list)
    geometry: dict[str, Any] | None = None
    problem: ImagingProblem | None = None


def request_indexing(*, project: Project) -> int:
    """Have every series of the project indexed that has instances beyond its last index."""
    series_ids = series_behind(project=project)
    waiting = jobs.waiting_keys(_JOB) if series_ids else set()
    for series_id in series_ids:
        if _key(series_id) not in waiting:
            _enqueue(series_id)
    return len(series_ids)


def series_behind(*, project: Project) -> list[int]:
    """Ids of the series that have instances beyond their last index."""
    behind = Series.objects.filter(project=project, received_version__gt=F("indexed_version"))
    return list(behind.values_list("pk", flat=True))


def index_series(*, series_id: int) -> Series:
    """Bring a series' order, geometry, metadata and thumbnail up to what has arrived.

    Safe to run twice or at once: a pass whose instances are no longer all of them is thrown away.
    Once the series is frozen only its metadata follows; order and geometry stay.
    """
    for _ in range(_TRIES):
        series = Series.objects.get(pk=series_id)
        if series.received_version == series.indexed_version:
            return series
        findings = _look_at(series)
        if _commit(series_id, findings):
            return Series.objects.get(pk=series_id)
    _enqueue(series_id)
    return Series.objects.get(pk=series_id)


def freeze_series(*, series: Series) -> None:
    """Fix order and geometry for good: someone is about to draw on them."""
    Series.objects.filter(pk=series.pk, frozen_at=None).update(frozen_at=timezone.now())


def _enqueue(series_id: int) -> None:
    key = _key(series_id)
    jobs.enqueue(_JOB, queue="web", once=key, lock=key, series_id=series_id)


def _key(series_id: int) -> str:
    return f"{_JOB}:{series_id}"


def _look_at(series: Series) -> Findings:
    findings = Findings(version=series.received_version)
    if series.frozen_at is not None:
        findings.metadata_blob = _write_metadata(series, series.slices)
        return findings
    arrange_series(series, findings)
    findings.metadata_blob = _write_metadata(series, findings.slices)
    shown = middle_of(series, findings.slices)
    if shown is None:
        return findings
    try:
        with borrowed() as sandbox:
            image = sandbox.thumbnail(shown)
        findings.thumbnail_blob = blobs.put(image).sha256
    except DicomProblem as problem:
        findings.problem = findings.problem or problem
    return findings


def middle_of(series: Series, slices: list[str]) -> FramePlace | None:
    """The middle slice of the volume, else the middle frame of the middle image, if there is one."""
    rows = Instance.objects.filter(series=series, number_of_frames__gt=0)
    rows = rows.order_by("instance_number", "pk")
    if slices:
        uid, frame = instance_and_frame(slices[len(slices) // 2])
        shown = rows.get(sop_instance_uid=uid)
    elif not (count := rows.count()):
        return None
    else:
        shown = rows[count // 2]
        frame = shown.number_of_frames // 2 + 1
    return FramePlace(blobs.path(shown.blob), frame)


def arrange_series(series: Series, findings: Findings) -> None:
    """Slices and geometry as the headers have them, or the problem, into the findings."""
    if series.modality in DERIVED:
        findings.problem = VolumeProblem(
            "derived_object", f"expected a scan, got {series.modality}, which is made from one"
        )
        return
    stored = Instance.objects.filter(series=series).values_list("headers", flat=True)
    headers = [SliceHeader.from_json(header) for headers in stored for header in headers]
    try:
        arrangement = arrange(headers)
    except (VolumeProblem, GeometryProblem) as problem:
        findings.problem = problem
        return
    findings.slices = list(arrangement.order)
    findings.geometry = arrangement.geometry.to_json()


def _write_metadata(series: Series, slices: list[str]) -> str:
    with tempfile.TemporaryFile(dir=blobs.scratch()) as file:
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            for piece in metadata_pieces(series, slices):
                packed.write(piece)
        file.seek(0)
        return blobs.put(file).sha256


def metadata_pieces(series: Series, slices: list[str]) -> Iterator[bytes]:
    """The DICOM JSON array, volume first in z order, then by instance number; never held whole."""
    place = places_of(slices)
    rows = Instance.objects.filter(series=series)
    named = list(rows.order_by("instance_number", "pk").values_list("sop_instance_uid", "pk"))
    named.sort(key=lambda row: place.get(row[0], len(slices)))
    before = b"["
    for start in range(0, len(named), _DOCUMENTS):
        wanted = [pk for _, pk in named[start : start + _DOCUMENTS]]
        documents = dict(rows.filter(pk__in=wanted).values_list("pk", "metadata"))
        for pk in filter(documents.__contains__, wanted):  # one may be deleted meanwhile
            text = json.dumps(documents[pk], ensure_ascii=False, allow_nan=False)
            yield before + text.encode()
            before = b", "
    yield b"]" if named else b"[]"


def places_of(slices: list[str]) -> dict[str, int]:
    """The z of each instance's first slice, by SOP Instance UID."""
    return {instance_and_frame(key)[0]: z for z, key in reversed(list(enumerate(slices)))}


@transaction.atomic
def _commit(series_id: int, findings: Findings) -> bool:
    """Whether the findings still hold and were written."""
    series = Series.objects.select_for_update().get(pk=series_id)
    if series.received_version != findings.version:
        return False
    series.indexed_version = findings.version
    series.metadata_blob = findings.metadata_blob
    if series.frozen_at is None:
        _place(series, findings)
    series.save()
    if series.state == SeriesState.READY and series.frozen_at is None:
        jobs.enqueue(
            "cohorts.open_case",
            queue="web",
            once=f"cohorts.open_case:{series_id}",
            series_id=series_id,
        )
    return True


def _place(series: Series, findings: Findings) -> None:
    """The series' state and its instances' places in the volume."""
    instances = Instance.objects.filter(series=series)
    instances.update(z=None)  # first: two instances may never share a place, not even for a moment
    place = places_of(findings.slices)
    series.thumbnail_blob = findings.thumbnail_blob
    problem = findings.problem
    if problem is None:
        placed = list(instances.only("pk", "sop_instance_uid"))
        for instance in placed:
            instance.z = place[instance.sop_instance_uid]
        Instance.objects.bulk_update(placed, ["z"], batch_size=500)
    series.state = SeriesState.UNUSABLE if problem else SeriesState.READY
    series.geometry = None if problem else findings.geometry
    series.slices = [] if problem else findings.slices
    series.problem_code = problem.code if problem else ""
    series.problem = problem.message if problem else ""
