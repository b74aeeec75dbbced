"""Stored metadata: what indexing wrote is sent as it is, anything newer is joined from the rows."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from labeling.core import blobs
from labeling.dicomweb.elements import Json
from labeling.dicomweb.errors import NoSuchObject
from labeling.dicomweb.selectors.scope import IN_Z_ORDER, Scope, instances_of, series_of
from labeling.ingest.models import Series

_READ = ("pk", "metadata_blob", "indexed_version", "received_version")


@dataclass(frozen=True)
class Metadata:
    """A DICOM JSON array, gzipped."""

    gzipped: bytes
    etag: str


def instance_metadata(scope: Scope, study: str, series: str, instance: str) -> Metadata:
    """Raises: NoSuchObject, 404."""
    found = scope.instance(study, series, instance, "metadata")
    return _packed(_text([found.metadata]))


def series_metadata(scope: Scope, study: str, series: str) -> Metadata:
    """Raises: NoSuchObject, 404."""
    found = series_of(scope, study, series).only(*_READ).first()
    if found is None:
        raise NoSuchObject
    return _of_series(found)


def study_metadata(scope: Scope, study: str) -> Metadata:
    """All series, one after the other.

    Raises:
        NoSuchObject: 404.
    """
    rows = list(series_of(scope, study).only(*_READ))
    if not rows:
        raise NoSuchObject
    if len(rows) == 1:
        return _of_series(rows[0])
    arrays = [gzip.decompress(_of_series(row).gzipped)[1:-1] for row in rows]
    return _packed(b"[" + b", ".join(array for array in arrays if array) + b"]")


def documents_of(
    scope: Scope, study: str, series: str | None = None, instance: str | None = None
) -> Iterator[Json]:
    """The metadata of each instance, read a few at a time; in the order of whole files.

    Raises:
        NoSuchObject: 404, when the first is asked for.
    """
    rows = instances_of(scope, study, series, instance).values_list("metadata", flat=True)
    found = rows.iterator(chunk_size=100)
    first = next(found, None)
    if first is None:
        raise NoSuchObject
    yield first
    yield from found


def _of_series(series: Series) -> Metadata:
    if series.metadata_blob and series.indexed_version == series.received_version:
        with blobs.open_blob(series.metadata_blob) as stream:
            return Metadata(stream.read(), series.metadata_blob[:32])
    rows = series.instances.order_by(*IN_Z_ORDER)
    return _packed(_text(list(rows.values_list("metadata", flat=True))))


def _text(documents: list[Any]) -> bytes:
    return json.dumps(documents, ensure_ascii=False, allow_nan=False).encode()


def _packed(text: bytes) -> Metadata:
    return Metadata(gzip.compress(text, 1, mtime=0), hashlib.sha256(text).hexdigest()[:32])
