"""Reads of projects, members and labels."""

from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.projects.models import Label, Membership, Project
from labeling.projects.permissions import visible_projects


def projects_of(user: User) -> QuerySet[Project]:
    """Each with its labels and memberships at hand."""
    return visible_projects(user).prefetch_related("labels", "memberships__user")


def members_of(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user").order_by("user__username")


def labels_of(project: Project) -> QuerySet[Label]:
    return project.labels.order_by("value")


def label_values(project: Project) -> frozenset[int]:
    """The allowed values of a mask beside 0."""
    return frozenset(project.labels.values_list("value", flat=True))
