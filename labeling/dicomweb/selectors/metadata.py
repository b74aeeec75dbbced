"""Stored metadata: what indexing wrote is sent as it is, anything newer is joined from the rows.

A series may hold gigabytes of it if somebody wants it to: nothing here is held whole.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from labeling.core import blobs
from labeling.dicomweb.elements import Json
from labeling.dicomweb.errors import NoSuchObject
from labeling.dicomweb.selectors.scope import IN_Z_ORDER, Scope, instances_of, series_of
from labeling.ingest.models import Series

_READ = ("pk", "metadata_blob", "indexed_version", "received_version")
_PIECE = 1 << 20
_ROWS = 1  # documents in memory at a time


@dataclass(frozen=True)
class Metadata:
    """A DICOM JSON array.

    Attributes:
        etag: changes with the text.
        packed: the stored gzip of it, where indexing wrote one.
        pieces: gives its text, anew with each call.
    """

    etag: str
    packed: Path | None
    pieces: Callable[[], Iterator[bytes]]


def instance_metadata(scope: Scope, study: str, series: str, instance: str) -> Metadata:
    """Raises: NoSuchObject, 404."""
    found = scope.instance(study, series, instance, "metadata")
    text = json.dumps([found.metadata], ensure_ascii=False, allow_nan=False).encode()
    return Metadata(_digest(text), None, lambda: iter((text,)))


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
    found = [_of_series(row) for row in series_of(scope, study).only(*_READ)]
    if not found:
        raise NoSuchObject
    if len(found) == 1:
        return found[0]
    etag = _digest("".join(one.etag for one in found).encode())
    return Metadata(etag, None, lambda: _joined(found))


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
        path = blobs.path(series.metadata_blob)
        return Metadata(series.metadata_blob[:32], path, lambda: _unpacked(path))
    rows = series.instances.order_by(*IN_Z_ORDER)
    etag = f"{series.pk}-{series.received_version}-{series.indexed_version}"
    return Metadata(etag, None, lambda: _of_rows(rows))


def _unpacked(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _of_rows(rows: QuerySet[Any]) -> Iterator[bytes]:
    """As text from the database: a document that is parsed takes ten times its size."""
    texts = rows.annotate(document=Cast("metadata", TextField())).values_list("document", flat=True)
    before = b"["
    for text in texts.iterator(chunk_size=_ROWS):
        yield before
        yield text.encode()
        before = b", "
    yield b"]" if before != b"[" else b"[]"


def _joined(found: list[Metadata]) -> Iterator[bytes]:
    """The arrays as one."""
    before = b"["
    for one in found:
        for piece in _inside(one.pieces()):
            yield before
            yield piece
            before = b""
        before = before or b", "
    yield b"[]" if before == b"[" else b"]"


def _inside(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The text of an array without its brackets, which are its first and last byte."""
    held, skip = b"", 1
    for piece in pieces:
        text = held + piece[skip:]
        skip = max(0, skip - len(piece))
        held = text[-1:]
        if len(text) > 1:
            yield text[:-1]


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]
