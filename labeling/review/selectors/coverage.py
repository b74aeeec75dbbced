"""Whether what is approved looks like the pool: by sex, age band, scanner and site."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TypedDict

from labeling.cohorts.models import Case, CaseState
from labeling.projects.models import Project

UNKNOWN = "unknown"
BANDS = ((18, "0-17"), (40, "18-39"), (60, "40-59"), (80, "60-79"))
OLDEST = "80+"
YEARS = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25}


class Share(TypedDict):
    """Cases of one group: approved ones, and all that are not excluded."""

    name: str
    approved: int
    pool: int


class Coverage(TypedDict):
    """Groups in the order of their size; age bands from young to old."""

    sex: list[Share]
    age: list[Share]
    scanner: list[Share]
    site: list[Share]


def coverage_of(project: Project) -> Coverage:
    """Counts of the project's cases that are not excluded."""
    rows = project.cases.exclude(state=CaseState.EXCLUDED)
    cases = list(rows.select_related("patient", "series__study"))
    return Coverage(
        sex=_shares(cases, lambda case: case.patient.patient_sex or UNKNOWN),
        age=_in_age_order(_shares(cases, _band_of)),
        scanner=_shares(cases, _scanner_of),
        site=_shares(cases, lambda case: case.series.institution_name or UNKNOWN),
    )


def age_in_years(patient_age: str, birth_date: str, study_date: str) -> float | None:
    """From DICOM's AS (`045Y`), else from two DA; None where neither says."""
    if len(patient_age) == 4 and patient_age[:3].isdigit() and patient_age[3] in YEARS:
        return int(patient_age[:3]) * YEARS[patient_age[3]]
    born, seen = _day(birth_date), _day(study_date)
    if born is None or seen is None or seen < born:
        return None
    return (seen - born).days / 365.25


def age_band(years: float | None) -> str:
    """0-17, 18-39, 40-59, 60-79, 80+ or unknown."""
    if years is None:
        return UNKNOWN
    return next((name for limit, name in BANDS if years < limit), OLDEST)


def _band_of(case: Case) -> str:
    study = case.series.study
    birth_date = case.patient.patient_birth_date
    return age_band(age_in_years(study.patient_age, birth_date, study.study_date))


def _scanner_of(case: Case) -> str:
    series = case.series
    names = (series.manufacturer, series.manufacturer_model_name)
    return " ".join(name for name in names if name) or UNKNOWN


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _shares(cases: list[Case], group_of: Callable[[Case], str]) -> list[Share]:
    pool = Counter(group_of(case) for case in cases)
    approved = Counter(group_of(case) for case in cases if case.state == CaseState.APPROVED)
    ordered = sorted(pool, key=lambda name: (name == UNKNOWN, -pool[name], name))
    return [Share(name=name, approved=approved[name], pool=pool[name]) for name in ordered]


def _in_age_order(shares: list[Share]) -> list[Share]:
    order = [*(name for _, name in BANDS), OLDEST, UNKNOWN]
    return sorted(shares, key=lambda share: order.index(share["name"]))
