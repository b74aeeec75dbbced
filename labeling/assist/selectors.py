"""What the model helper needs to know of a case."""

from dataclasses import dataclass

from labeling.cohorts.models import Case
from labeling.imaging.geometry import Geometry
from labeling.ingest.models import Series
from labeling.ingest.selectors import geometry_of
from labeling.rounds.models import ModelVersion
from labeling.rounds.selectors import champion


@dataclass(frozen=True)
class Subject:
    """A case, the grid it is drawn on, and its project's live model; None before there is one."""

    case: Case
    series: Series
    geometry: Geometry
    model: ModelVersion | None


def subject_of(case_id: int) -> Subject:
    """Raises: Case.DoesNotExist. NotVolume: 409."""
    case = Case.objects.select_related("series", "project").get(pk=case_id)
    return Subject(case, case.series, geometry_of(case.series), champion(case.project))
