"""Speaking DICOMweb with a PACS that may hang, lie, redirect, cut off or never end."""

from labeling.pacs.upstream.retrieve import retrieve_instance, retrieve_series
from labeling.pacs.upstream.search import find_instances, find_series, find_studies
from labeling.pacs.upstream.session import UpstreamSession, session_for
from labeling.pacs.upstream.store import StoreOutcome, store_object

__all__ = [
    "StoreOutcome",
    "UpstreamSession",
    "find_instances",
    "find_series",
    "find_studies",
    "retrieve_instance",
    "retrieve_series",
    "session_for",
    "store_object",
]
