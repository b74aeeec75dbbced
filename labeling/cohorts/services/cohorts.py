"""Saved searches."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from labeling.accounts.models import User
from labeling.cohorts.errors import CohortNameTaken, EmptyCohort
from labeling.cohorts.models import Cohort, CohortCase, CohortKind
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
    Project.objects.select_for_update().get(pk=project.pk)
    if project.cohorts.filter(name=name).exists():
        raise CohortNameTaken(f"A cohort named {name!r} exists already: choose another name.")
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
