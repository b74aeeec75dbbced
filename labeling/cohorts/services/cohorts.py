"""Saved searches, and cohorts that fill as their scans arrive."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from labeling.accounts.models import User
from labeling.cohorts.errors import CohortNameTaken, EmptyCohort
from labeling.cohorts.models import Case, Cohort, CohortCase, CohortKind, CohortSeries
from labeling.cohorts.selectors import search_cases
from labeling.core import audit
from labeling.projects.models import Project


@transaction.atomic
def save_cohort(
    *,
    project: Project,
    user: User,
    name: str,
    kind: CohortKind,
    query: Mapping[str, str],
    case_ids: Sequence[int] | None = None,
) -> Cohort:
    """Keep a search and the cases that it finds now, or those of them that were selected.

    Raises:
        CohortNameTaken: 409. EmptyCohort: 422. UnknownFilter, BadFilter: 400.
    """
    _check_name(project, name)
    cases = search_cases(project, query)
    if case_ids is not None:
        cases = cases.filter(pk__in=case_ids)
    found = list(cases.values_list("pk", flat=True))
    if not found:
        raise EmptyCohort
    cohort = Cohort.objects.create(
        project=project, name=name, kind=kind, query=dict(query), created_by=user
    )
    CohortCase.objects.bulk_create(CohortCase(cohort=cohort, case_id=pk) for pk in found)
    audit.record(
        act="cohort.saved", actor=user, project_id=project.pk, obj=cohort, cases=len(found)
    )
    return cohort


@transaction.atomic
def open_cohort(*, project: Project, user: User, name: str) -> Cohort:
    """A cohort of no search, empty until the scans that it waits for have arrived.

    Raises:
        CohortNameTaken: 409.
    """
    _check_name(project, name)
    cohort = Cohort.objects.create(project=project, name=name, created_by=user)
    audit.record(act="cohort.opened", actor=user, project_id=project.pk, obj=cohort)
    return cohort


@transaction.atomic
def await_case(*, cohort: Cohort, series_instance_uid: str) -> None:
    """Have the case of this series join the cohort: now, or when it opens. Again: no fault."""
    Project.objects.select_for_update().get(pk=cohort.project_id)  # cases open under this lock
    CohortSeries.objects.get_or_create(cohort=cohort, series_instance_uid=series_instance_uid)
    cases = Case.objects.filter(project=cohort.project_id).select_related("series")
    case = cases.filter(series__series_instance_uid=series_instance_uid).first()
    if case is not None:
        join_cohorts(case=case)


def join_cohorts(*, case: Case) -> None:
    """Put a case into the cohorts that wait for its series."""
    waiting = CohortSeries.objects.filter(
        cohort__project=case.project_id, series_instance_uid=case.series.series_instance_uid
    )
    for one in waiting:
        CohortCase.objects.get_or_create(cohort_id=one.cohort_id, case=case)


def _check_name(project: Project, name: str) -> None:
    Project.objects.select_for_update().get(pk=project.pk)
    if project.cohorts.filter(name=name).exists():
        raise CohortNameTaken(f"A cohort named {name!r} exists already: choose another name.")
