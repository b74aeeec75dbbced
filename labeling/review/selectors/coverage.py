"""Whether what is approved looks like the pool: by sex, age band, scanner and site."""

from collections import Counter
from collections.abc import Callable
from typing import TypedDict

from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.selectors import AGE_ORDER, UNKNOWN, age_band_of, scanner_of
from labeling.projects.models import Project


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
        age=_in_age_order(_shares(cases, age_band_of)),
        scanner=_shares(cases, scanner_of),
        site=_shares(cases, lambda case: case.series.institution_name or UNKNOWN),
    )


def _shares(cases: list[Case], group_of: Callable[[Case], str]) -> list[Share]:
    pool = Counter(group_of(case) for case in cases)
    approved = Counter(group_of(case) for case in cases if case.state == CaseState.APPROVED)
    ordered = sorted(pool, key=lambda name: (name == UNKNOWN, -pool[name], name))
    return [Share(name=name, approved=approved[name], pool=pool[name]) for name in ordered]


def _in_age_order(shares: list[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: AGE_ORDER.index(share["name"]))
