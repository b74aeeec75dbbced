"""Saved searches."""

from django.db.models import Count, QuerySet

from labeling.accounts.models import User
from labeling.cohorts.models import Cohort
from labeling.projects.errors import NotHere
from labeling.projects.models import Project
from labeling.projects.permissions import visible_projects


def cohorts_of(project: Project) -> QuerySet[Cohort]:
    """Newest first, each with its `size`."""
    return project.cohorts.annotate(size=Count("cases"))


def cohort_for(user: User, cohort_id: int) -> Cohort:
    """A cohort of a project of this person, with its `size`.

    Raises:
        NotHere: 404.
    """
    mine = Cohort.objects.filter(project__in=visible_projects(user))
    found = mine.filter(pk=cohort_id).annotate(size=Count("cases")).first()
    if found is None:
        raise NotHere
    return found


def cohort_in(project: Project, cohort_id: int) -> Cohort:
    """Raises: NotHere, 404."""
    found = project.cohorts.filter(pk=cohort_id).first()
    if found is None:
        raise NotHere(f"There is no cohort {cohort_id} in this project.")
    return found


def case_ids_of(cohort: Cohort) -> list[int]:
    """By number."""
    return list(cohort.cases.order_by("number").values_list("pk", flat=True))
