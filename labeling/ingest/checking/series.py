"""Series: what was computed at ingest against what its instances say."""

import gzip
import hashlib
from datetime import timedelta

from django.db.models import F, Max
from django.utils import timezone

from labeling.core import blobs
from labeling.imaging.problems import DicomProblem
from labeling.ingest.checking.alike import alike
from labeling.ingest.checking.faults import Fault
from labeling.ingest.models import Series, SeriesState
from labeling.ingest.sandboxes import borrowed
from labeling.ingest.services.indexing import (
    Findings,
    arrange_series,
    index_series,
    metadata_pieces,
    middle_of,
    places_of,
)

STUCK = timedelta(minutes=10)  # since the last instance came; indexing takes seconds


def series_faults(series: Series) -> list[Fault]:
    """What of the index does not follow from the instances; one that is still arriving has none."""
    if series.received_version != series.indexed_version:
        return _stuck(series)
    return [*_order_faults(series), *_metadata_faults(series), *_thumbnail_faults(series)]


def repair_series(series: Series) -> None:
    """Index it anew. A frozen one keeps its order and geometry; its picture is made again."""
    Series.objects.filter(pk=series.pk).update(received_version=F("received_version") + 1)
    indexed = index_series(series_id=series.pk)
    if indexed.frozen_at is not None and (shown := middle_of(indexed, indexed.slices)):
        with borrowed() as sandbox:
            image = sandbox.thumbnail(shown)
        indexed.thumbnail_blob = blobs.put(image).sha256
        indexed.save(update_fields=["thumbnail_blob"])


def _stuck(series: Series) -> list[Fault]:
    last = series.instances.aggregate(last=Max("created_at"))["last"] or series.created_at
    if timezone.now() - last < STUCK:
        return []
    return [
        _fault("series_stuck", series, f"its last instance came {last:%F %T}; not indexed since")
    ]


def _order_faults(series: Series) -> list[Fault]:
    wrong = []
    if series.frozen_at is None:
        wrong = _differences(series)
    place = places_of(series.slices)
    placed = series.instances.filter(z__isnull=False).values_list("sop_instance_uid", "z")
    if dict(placed) != place:
        wrong.append("places of instances")
    if not wrong:
        return []
    return [_fault("order_differs", series, f"not as its instances say: {', '.join(wrong)}")]


def _differences(series: Series) -> list[str]:
    findings = Findings(version=series.received_version)
    arrange_series(series, findings)
    if findings.problem is None and series.state == SeriesState.UNUSABLE:
        return [] if _cannot_be_shown(series, findings.slices) else ["state"]
    code = findings.problem.code if findings.problem else ""
    pairs = {
        "slices": ([] if code else findings.slices, series.slices),
        "geometry": (None if code else findings.geometry, series.geometry),
        "problem": (code, series.problem_code),
    }
    return [name for name, (expected, got) in pairs.items() if not alike(expected, got)]


def _cannot_be_shown(series: Series, slices: list[str]) -> bool:
    try:
        shown = middle_of(series, slices)
        if shown is not None:
            with borrowed() as sandbox:
                sandbox.thumbnail(shown)
    except (DicomProblem, blobs.BlobMissing):
        return True
    return shown is None


def _metadata_faults(series: Series) -> list[Fault]:
    if not series.metadata_blob:
        return [_fault("metadata_differs", series, "it has none")]
    try:
        blobs.verify(series.metadata_blob)
        with gzip.open(blobs.path(series.metadata_blob)) as packed:
            stored = hashlib.file_digest(packed, "sha256").digest()
    except (blobs.BlobMissing, blobs.BlobDamaged):
        return []  # the fault of the blob
    except (OSError, EOFError):
        stored = b""
    expected = hashlib.sha256()
    for piece in metadata_pieces(series, series.slices):
        expected.update(piece)
    if stored == expected.digest():
        return []
    return [_fault("metadata_differs", series, "the stored metadata is not that of its instances")]


def _thumbnail_faults(series: Series) -> list[Fault]:
    if series.thumbnail_blob or series.state != SeriesState.READY:
        return []
    return [_fault("thumbnail_missing", series, "it has no picture")]


def _fault(code: str, series: Series, message: str) -> Fault:
    return Fault(code, f"series {series.pk}", message)
