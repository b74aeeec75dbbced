"""Scans in: storing, uploads, indexing."""

from labeling.ingest.services.arrivals import spliced
from labeling.ingest.services.bulk import store_series
from labeling.ingest.services.deciding import Decision, reject_held, release_held
from labeling.ingest.services.deleting import (
    delete_instance,
    delete_series,
    delete_study,
    request_sweep,
)
from labeling.ingest.services.destinations import default_project, inbox
from labeling.ingest.services.indexing import (
    freeze_series,
    index_series,
    request_indexing,
    series_behind,
)
from labeling.ingest.services.intake import Intake
from labeling.ingest.services.looking import look_at_held
from labeling.ingest.services.profiles import change_profile, key_of, profile_of, settings_of
from labeling.ingest.services.records import StoredInstance
from labeling.ingest.services.storing import read_index, store_instance
from labeling.ingest.services.uploads import FileOutcome, add_file, finish_upload, open_upload

__all__ = [
    "Decision",
    "FileOutcome",
    "Intake",
    "StoredInstance",
    "add_file",
    "change_profile",
    "default_project",
    "delete_instance",
    "delete_series",
    "delete_study",
    "finish_upload",
    "freeze_series",
    "inbox",
    "index_series",
    "key_of",
    "look_at_held",
    "open_upload",
    "profile_of",
    "read_index",
    "reject_held",
    "release_held",
    "request_indexing",
    "request_sweep",
    "series_behind",
    "settings_of",
    "spliced",
    "store_instance",
    "store_series",
]
