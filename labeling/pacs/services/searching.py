"""Asking a PACS what it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labeling.core.errors import Unavailable
from labeling.pacs.models import Pacs
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
    """A page of studies, as rows of series. `next_offset` is None after the last."""

    rows: list[FoundSeries] = field(default_factory=list)
    next_offset: int | None = None


@dataclass(frozen=True)
class Checked:
    ok: bool
    message: str
    seconds: float


def check_pacs(*, pacs: Pacs) -> Checked:
    """One small question, to see whether the PACS answers; its state is kept."""
    raise Unavailable


def search_series(
    *, project: Project, pacs: Pacs, filters: Mapping[str, str], limit: int, offset: int
) -> Found:
    """The series that match, study by study."""
    raise Unavailable
