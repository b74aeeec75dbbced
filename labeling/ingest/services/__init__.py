"""Scans in: storing, uploads, indexing."""

from labeling.ingest.services.bulk import store_series
from labeling.ingest.services.destinations import default_project, inbox
from labeling.ingest.services.indexing import (
    freeze_series,
    index_series,
    request_indexing,
    series_behind,
)
from labeling.ingest.services.records import StoredInstance
from labeling.ingest.services.storing import store_instance
from labeling.ingest.services.uploads import FileOutcome, add_file, finish_upload, open_upload

__all__ = [
    "FileOutcome",
    "StoredInstance",
    "add_file",
    "default_project",
    "finish_upload",
    "freeze_series",
    "inbox",
    "index_series",
    "open_upload",
    "request_indexing",
    "series_behind",
    "store_instance",
    "store_series",
]
