"""Search of cases by DICOM attributes. What may be asked is a closed list, in DICOM words."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from django.db.models import F, Q, QuerySet

from labeling.cohorts.errors import BadFilter, UnknownFilter
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.cohorts.selectors.cases import list_row_cases
from labeling.projects.models import Project

LONGEST: Final = 64
NUMBER = r"\d+(?:\.\d+)?"
Filter = Callable[[str, str], Q]


def _text(field: str) -> Filter:
    """DICOM matching without regard to case: `*` stands for any text, `?` for one character."""

    def match(name: str, value: str) -> Q:
        if not set(value) & set("*?"):
            return Q(**{f"{field}__iexact": value})
        parts = (_WILD.get(letter) or re.escape(letter) for letter in value)
        return Q(**{f"{field}__iregex": f"^{''.join(parts)}$"})

    return match


def _one_of(field: str, known: list[str]) -> Filter:
    def match(name: str, value: str) -> Q:
        asked = value.split(",")
        for one in asked:
            if one not in known:
                raise BadFilter(f"{name}: expected one of {', '.join(known)}.", expected=known)
        return Q(**{f"{field}__in": asked})

    return match


def _date(field: str) -> Filter:
    """`20260101`, `20260101-20260630`, `20260101-`, `-20260630`; 2026-01-01 is read too."""

    def match(name: str, value: str) -> Q:
        value = re.sub(r"(\d{4})-(\d{2})-(\d{2})", r"\1\2\3", value)
        found = re.fullmatch(r"(\d{8})?(-?)(\d{8})?", value)
        if not found or not (found[1] or found[3]):
            raise BadFilter(f"{name}: expected a date or a range, such as 20260101-20260630.")
        if not found[2]:
            return Q(**{field: value})
        low = Q(**{f"{field}__gte": found[1]}) if found[1] else Q()
        high = Q(**{f"{field}__lte": found[3]}) if found[3] else ~Q(**{field: ""})
        return low & high

    return match


def _number(field: str) -> Filter:
    """`5`, or a range `1-3`, `1-`, `-3` (mm)."""

    def match(name: str, value: str) -> Q:
        found = re.fullmatch(rf"({NUMBER})?(-?)({NUMBER})?", value)
        if not found or not (found[1] or found[3]):
            raise BadFilter(f"{name}: expected a number or a range, such as 1-3.")
        if not found[2]:
            return Q(**{field: float(value)})
        low = Q(**{f"{field}__gte": float(found[1])}) if found[1] else Q()
        high = Q(**{f"{field}__lte": float(found[3])}) if found[3] else Q()
        return low & high

    return match


def _key(field: str) -> Filter:
    def match(name: str, value: str) -> Q:
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise BadFilter(f"{name}: expected a whole number.")
        return Q(**{field: int(value)})

    return match


_WILD = {"*": ".*", "?": "."}
ALLOWED: Final[Mapping[str, Filter]] = {
    "Modality": _text("series__modality"),
    "BodyPartExamined": _text("series__body_part_examined"),
    "Manufacturer": _text("series__manufacturer"),
    "ManufacturerModelName": _text("series__manufacturer_model_name"),
    "SliceThickness": _number("series__slice_thickness"),
    "StudyDate": _date("series__study__study_date"),
    "PatientSex": _text("patient__patient_sex"),
    "PatientID": _text("patient__patient_id"),
    "StudyDescription": _text("series__study__study_description"),
    "SeriesDescription": _text("series__series_description"),
    "InstitutionName": _text("series__institution_name"),
    "state": _one_of("state", [state.value for state in CaseState]),
    "split": _one_of("patient__split__name", [split.value for split in SplitName]),
    "cohort": _key("cohorts"),
    "round": _key("picks__round__number"),
}
SORTS: Final[Mapping[str, str]] = {
    "number": "number",
    "state": "state",
    "score": "score",
    "study_date": "series__study__study_date",
    "changed": "state_changed_at",
    "slice_thickness": "series__slice_thickness",
}
NAMES_PATIENTS: Final = frozenset({"PatientID"})
"""An address is kept by histories, proxies and logs: these are asked for in a body only."""
NOT_FILTERS: Final = frozenset({"sort", "page", "page_size"})


def search_cases(project: Project, query: Mapping[str, str]) -> QuerySet[Case]:
    """The cases that match everything that the query names.

    Raises:
        UnknownFilter: 400, names what is allowed. BadFilter: 400, names the faulty one.
    """
    cases = list_row_cases(project)
    for name, value in query.items():
        if name in NOT_FILTERS or not value:
            continue
        if name not in ALLOWED:
            raise UnknownFilter(
                f"Expected search attributes among {', '.join(ALLOWED)}; got {name[:64]!r}.",
                expected=list(ALLOWED),
                got=name[:64],
            )
        if len(value) > LONGEST:
            raise BadFilter(f"{name}: expected at most {LONGEST} characters, got {len(value)}.")
        cases = cases.filter(ALLOWED[name](name, value))
    return _sorted(cases.distinct() if {"cohort", "round"} & query.keys() else cases, query)


def _sorted(cases: QuerySet[Case], query: Mapping[str, str]) -> QuerySet[Case]:
    asked = query.get("sort") or "number"
    name = asked.removeprefix("-")
    if name not in SORTS:
        raise BadFilter(f"sort: expected one of {', '.join(SORTS)}, with '-' for downwards.")
    field = F(SORTS[name])
    order = field.desc(nulls_last=True) if asked[0] == "-" else field.asc(nulls_last=True)
    return cases.order_by(order, "number")
