"""What may be looked at beside a case: the study's other series, and the patient's other studies."""

from datetime import date
from enum import StrEnum
from typing import Any, TypedDict

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.assign.selectors import reads_study_blind
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import case_name
from labeling.ingest.addresses import project_root, thumbnail_address
from labeling.ingest.models import Series, SeriesState
from labeling.review.selectors.approvals import approved_revisions

MOST = 40  # a menu for people; the nearest are kept
_DAYS_A_MONTH = 365.25 / 12
_STEPS = (  # up to how many days, the unit, its days
    (14, "day", 1.0),
    (70, "week", 7.0),
    (730, "month", _DAYS_A_MONTH),
)


class Relation(StrEnum):
    """Where a series stands in time, seen from the case."""

    SAME_STUDY = "same_study"
    EARLIER = "earlier"
    LATER = "later"
    UNKNOWN = "unknown"


class MaskSummary(TypedDict):
    """The approved mask of a companion's own case."""

    revision_id: int
    number: int


class Companion(TypedDict):
    """See the API's `Companion`."""

    id: int
    relation: Relation
    apart: str
    study_date: str
    study_description: str
    study_instance_uid: str
    series_instance_uid: str
    series_number: int | None
    series_description: str
    modality: str
    slices: list[str]
    geometry: dict[str, Any]
    same_frame: bool
    dicomweb_root: str
    thumbnail: str | None
    case: str | None
    mask: MaskSummary | None
    mask_hidden: bool


def companions_of(case: Case, viewer: User) -> list[Companion]:
    """The study's other series by number, then the other studies' series, newest study first.

    Only what forms a volume is offered, and only of this project. A mask is named where it is
    approved; those of the same study stay hidden from a blind reader of it. The nearest `MOST` are
    kept; the number of queries does not grow with what the patient has.
    """
    rows = Series.objects.filter(
        project=case.project_id, study__patient=case.patient_id, state=SeriesState.READY
    ).select_related("study", "case__project")
    keys = rows.exclude(pk=case.series_id).defer("slices", "geometry", "attributes")
    nearest = sorted(keys, key=lambda series: _place(series, case.series))[:MOST]
    whole = rows.in_bulk([series.pk for series in nearest])
    found = [whole[series.pk] for series in nearest if series.pk in whole]
    approved = approved_revisions(case.project).filter(case__series__in=list(whole))
    approved = approved.exclude(mask_blob="")  # answers are nothing to lay over an image
    masks = {revision.case.series_id: revision for revision in approved}
    blind = reads_study_blind(viewer, case.series.study_id) if masks else False
    root = project_root(case.project.slug)
    return [_companion(series, case, root, masks.get(series.pk), blind) for series in found]


def time_apart(then: str, now: str) -> str:
    """How far `then` lies from `now`, both DICOM DA, in words: "14 months before", "same day".

    Empty where one of them is missing or no date.
    """
    first, second = _date(then), _date(now)
    if first is None or second is None:
        return ""
    days = abs((second - first).days)
    if days == 0:
        return "same day"
    unit, size = next(((u, s) for below, u, s in _STEPS if days < below), ("year", 365.25))
    count = max(1, round(days / size))
    return f"{count} {unit}{'' if count == 1 else 's'} {'before' if first < second else 'after'}"


def _place(series: Series, shown: Series) -> tuple[int, int, int, int, int]:
    same = series.study_id == shown.study_id
    day = _date(series.study.study_date)
    number = series.series_number
    return (
        0 if same else 1 if day else 2,
        0 if same or day is None else -day.toordinal(),
        0 if same else -series.study_id,
        10**10 if number is None else number,
        series.pk,
    )


def _companion(
    series: Series, case: Case, root: str, approved: Revision | None, blind: bool
) -> Companion:
    relation = _relation(series, case.series)
    hidden = approved is not None and blind and relation == Relation.SAME_STUDY
    of_its_own = getattr(series, "case", None)
    return Companion(
        id=series.pk,
        relation=relation,
        apart=_apart(series, case.series, relation),
        study_date=series.study.study_date,
        study_description=series.study.study_description,
        study_instance_uid=series.study.study_instance_uid,
        series_instance_uid=series.series_instance_uid,
        series_number=series.series_number,
        series_description=series.series_description,
        modality=series.modality,
        slices=series.slices,
        geometry=series.geometry or {},
        same_frame=_frame(series) != "" and _frame(series) == _frame(case.series),
        dicomweb_root=root,
        thumbnail=thumbnail_address(series),
        case=case_name(of_its_own) if of_its_own else None,
        mask=None if hidden else _summary(approved),
        mask_hidden=hidden,
    )


def _relation(series: Series, shown: Series) -> Relation:
    if series.study_id == shown.study_id:
        return Relation.SAME_STUDY
    then, now = _date(series.study.study_date), _date(shown.study.study_date)
    if then is None or now is None:
        return Relation.UNKNOWN
    return Relation.EARLIER if then <= now else Relation.LATER


def _apart(series: Series, shown: Series, relation: Relation) -> str:
    if relation == Relation.SAME_STUDY:
        return ""
    return time_apart(series.study.study_date, shown.study.study_date)


def _summary(revision: Revision | None) -> MaskSummary | None:
    return MaskSummary(revision_id=revision.pk, number=revision.number) if revision else None


def _frame(series: Series) -> str:
    return str(series.attributes.get("FrameOfReferenceUID", ""))


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
