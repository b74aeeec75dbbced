"""Whom the picks ask about: each subgroup's share of the picks beside its share of the pool."""

from collections import Counter
from typing import TypedDict

from labeling.cohorts.models import CaseState, SplitName
from labeling.cohorts.selectors import subgroups_of
from labeling.projects.models import Project
from labeling.rounds.models import Arm, Pick

FEWEST = 10
"""Cases below which a group's shares are not told."""


class QueryRate(TypedDict):
    """Of one group: its cases and picks, and its shares of both; shares are None when too small."""

    name: str
    cases: int
    picked: int | None
    pool_share: float | None
    picked_share: float | None


def query_rates(project: Project) -> list[QueryRate]:
    """Over all rounds. The pool is every train-split case that is not excluded; random picks are left out.

    An attribute in which all cases are alike is left out.
    """
    rows = project.cases.filter(patient__split__name=SplitName.TRAIN)
    rows = rows.exclude(state=CaseState.EXCLUDED).select_related("patient", "series__study")
    picked = set(
        Pick.objects.filter(round__project=project, arm=Arm.PICKED).values_list(
            "case_id", flat=True
        )
    )
    pool: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    cases = all_picked = 0
    for case in rows.defer("series__slices", "series__geometry"):
        groups = subgroups_of(case)
        pool.update(groups)
        cases += 1
        if case.pk in picked:
            asked.update(groups)
            all_picked += 1
    return [
        _rate(name, pool[name], asked[name], cases, all_picked)
        for name in sorted(pool)
        if pool[name] < cases
    ]


def _rate(name: str, cases: int, picked: int, pool: int, all_picked: int) -> QueryRate:
    if cases < FEWEST or not all_picked:
        return QueryRate(name=name, cases=cases, picked=None, pool_share=None, picked_share=None)
    return QueryRate(
        name=name,
        cases=cases,
        picked=picked,
        pool_share=round(cases / pool, 4),
        picked_share=round(picked / all_picked, 4),
    )
