"""Asking a PACS what it has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

from django.utils import timezone

from labeling.core.errors import GyreError
from labeling.pacs.errors import NOT_ASKED, BadSearch, Upstream
from labeling.pacs.models import Pacs, PacsState
from labeling.pacs.naming import naming_of
from labeling.pacs.selectors import instances_here
from labeling.pacs.upstream import elements, find_series, find_studies, session_for
from labeling.pacs.upstream.search import SERIES_UID, STUDY_UID
from labeling.projects.models import Project

FILTERS = (
    "PatientID",
    "PatientName",
    "StudyDate",
    "AccessionNumber",
    "StudyDescription",
    "Modality",
    "SeriesDescription",
    "BodyPartExamined",
)
_OF_SERIES = ("Modality", "SeriesDescription", "BodyPartExamined")
_DATES = re.compile(r"\d{8}|\d{8}-(\d{8})?|-\d{8}")
_CHECK_SECONDS = 10.0
_SEARCH_SECONDS = 30.0
_MOST_SERIES = 1000


@dataclass(frozen=True)
class FoundSeries:
    """A series of a PACS; `here` of its `instances` are stored in the project already."""

    study_instance_uid: str
    series_instance_uid: str
    patient_id: str
    patient_name: str
    study_date: str
    study_description: str
    accession_number: str
    modality: str
    series_number: int | None
    series_description: str
    body_part_examined: str
    instances: int | None
    here: int = 0


@dataclass(frozen=True)
class Found:
    """A page of studies, as rows of series. `next_offset` is None once a page is empty."""

    rows: list[FoundSeries] = field(default_factory=list)
    next_offset: int | None = None


@dataclass(frozen=True)
class Checked:
    ok: bool
    message: str
    seconds: float


def check_pacs(*, pacs: Pacs) -> Checked:
    """One small question, to see whether the PACS answers; its state is kept."""
    started = monotonic()
    try:
        with session_for(pacs, seconds=_CHECK_SECONDS) as session:
            find_studies(session, {}, limit=1, offset=0)
    except (Upstream, *NOT_ASKED) as error:
        checked = Checked(False, _sentence(error), round(monotonic() - started, 3))
    else:
        checked = Checked(True, "It answers.", round(monotonic() - started, 3))
    Pacs.objects.filter(pk=pacs.pk).update(
        state=PacsState.OK if checked.ok else PacsState.FAILING,
        problem="" if checked.ok else checked.message,
        checked_at=timezone.now(),
    )
    return checked


def search_series(
    *, project: Project, pacs: Pacs, filters: Mapping[str, str], limit: int, offset: int
) -> Found:
    """The series that match, study by study: every PACS can search so, few search series directly.

    Args:
        project: whose stored instances are counted.
        pacs: linked to it.
        filters: of FILTERS; empty ones do not count.
        limit: studies a page; a page ends earlier when the PACS is slow.
        offset: studies to skip.

    Raises:
        BadSearch: 400. AddressRefused: 422. Upstream: 502 or 504.
    """
    given = {name: value.strip() for name, value in filters.items() if value.strip()}
    _check_filters(given)
    of_series = {name: given[name] for name in _OF_SERIES if name in given}
    of_study = {name: value for name, value in given.items() if name not in _OF_SERIES}
    if "Modality" in given:
        of_study["ModalitiesInStudy"] = given["Modality"]
    rows: list[FoundSeries] = []
    seen = 0
    deadline = monotonic() + _SEARCH_SECONDS
    with session_for(pacs, seconds=_SEARCH_SECONDS) as session:
        studies = find_studies(session, of_study, limit=limit, offset=offset)[:limit]
        for study in studies:
            if seen and monotonic() > deadline:
                break
            uid = elements.uid(study, STUDY_UID)
            found = find_series(session, uid, of_series)[:_MOST_SERIES]
            rows += [_row(study, series) for series in found]
            seen += 1
    return Found(_counted(project, rows), offset + seen if seen else None)


def _counted(project: Project, rows: list[FoundSeries]) -> list[FoundSeries]:
    name = naming_of(project)
    counts = instances_here(project, [name(row.series_instance_uid) for row in rows])
    return [replace(row, here=counts.get(name(row.series_instance_uid), 0)) for row in rows]


def _check_filters(given: Mapping[str, str]) -> None:
    unknown = sorted(set(given) - set(FILTERS))
    if unknown:
        raise BadSearch(expected=list(FILTERS), got=unknown)
    if "StudyDate" in given and not _DATES.fullmatch(given["StudyDate"]):
        raise BadSearch(
            "StudyDate: expected a date or a range of dates.", expected="YYYYMMDD-YYYYMMDD"
        )
    for name, value in given.items():
        if not value.isprintable() or "\\" in value:
            raise BadSearch(f"{name}: expected one value of printable characters.")


def _row(study: elements.Row, series: elements.Row) -> FoundSeries:
    return FoundSeries(
        study_instance_uid=elements.uid(study, STUDY_UID),
        series_instance_uid=elements.uid(series, SERIES_UID),
        patient_id=elements.text(study, "00100020"),
        patient_name=elements.text(study, "00100010"),
        study_date=elements.text(study, "00080020"),
        study_description=elements.text(study, "00081030"),
        accession_number=elements.text(study, "00080050"),
        modality=elements.text(series, "00080060"),
        series_number=elements.number(series, "00200011"),
        series_description=elements.text(series, "0008103E"),
        body_part_examined=elements.text(series, "00180015"),
        instances=elements.number(series, "00201209"),
    )


def _sentence(error: GyreError) -> str:
    """With what came, where that says more than the sentence."""
    return f"{error.message} ({error.got})" if error.got else error.message
