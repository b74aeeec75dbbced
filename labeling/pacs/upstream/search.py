"""QIDO-RS, through dicomweb-client in our own session."""

from collections.abc import Callable, Mapping
from typing import Any

from dicomweb_client.web import DICOMwebClient

from labeling.pacs.errors import UpstreamLies, UpstreamTooMuch
from labeling.pacs.upstream import elements
from labeling.pacs.upstream.elements import Row
from labeling.pacs.upstream.session import UpstreamSession

STUDY_UID = "0020000D"
SERIES_UID = "0020000E"
SOP_UID = "00080018"
_STUDY_FIELDS = ("StudyDescription", "ModalitiesInStudy", "AccessionNumber")
_SERIES_FIELDS = (
    "Modality",
    "SeriesNumber",
    "SeriesDescription",
    "BodyPartExamined",
    "NumberOfSeriesRelatedInstances",
)
_PAGE = 1000
MAX_INSTANCES = 50_000


def find_studies(
    session: UpstreamSession, filters: Mapping[str, str], *, limit: int, offset: int
) -> list[Row]:
    """One page of studies, each with a valid UID.

    Raises:
        Upstream: 502 or 504.
    """
    client = _client(session)
    rows = _asked(
        lambda: client.search_for_studies(
            limit=limit, offset=offset, fields=_STUDY_FIELDS, search_filters=dict(filters)
        )
    )
    for row in rows:
        elements.uid(row, STUDY_UID)
    return rows


def find_series(session: UpstreamSession, study: str, filters: Mapping[str, str]) -> list[Row]:
    """The series of a study.

    Raises:
        UpstreamLies: 502, also when a row is of another study. Upstream: 502 or 504.
    """
    client = _client(session)
    rows = _asked(
        lambda: client.search_for_series(study, fields=_SERIES_FIELDS, search_filters=dict(filters))
    )
    for row in rows:
        elements.uid(row, SERIES_UID)
        _check_parent(row, STUDY_UID, study)
    return rows


def find_instances(session: UpstreamSession, study: str, series: str) -> list[str]:
    """The UIDs of all instances of a series, asked page by page until one brings nothing new.

    Raises:
        UpstreamTooMuch: 502, more than `MAX_INSTANCES`. Upstream: 502 or 504.
    """
    client = _client(session)
    found: dict[str, None] = {}
    while len(found) <= MAX_INSTANCES:
        rows = _asked(
            lambda: client.search_for_instances(study, series, limit=_PAGE, offset=len(found))
        )
        for row in rows:
            _check_parent(row, STUDY_UID, study)
            _check_parent(row, SERIES_UID, series)
        fresh = [uid for uid in (elements.uid(row, SOP_UID) for row in rows) if uid not in found]
        if not fresh:
            return list(found)
        found.update(dict.fromkeys(fresh))
    raise UpstreamTooMuch(expected=f"at most {MAX_INSTANCES} instances in a series")


def _client(session: UpstreamSession) -> Any:
    """It would repeat every failed request five times, also those that failed for good."""
    client = DICOMwebClient(session.root, session=session, permissive_uid=True)
    client.set_http_retry_params(retry=False)
    return client


def _asked(ask: Callable[[], Any]) -> list[Row]:
    try:
        return elements.checked_rows(ask())
    except (ValueError, RecursionError) as error:
        raise UpstreamLies("The PACS sent JSON that cannot be read.", expected="JSON") from error


def _check_parent(row: Row, tag: str, expected: str) -> None:
    """Rows need not name their parents, but must not name others."""
    if tag in row and elements.uid(row, tag) != expected:
        raise UpstreamLies(
            "The PACS sent something of another study or series than was asked for.",
            expected=expected,
        )
