"""Reads of projects, members and labels."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from labeling.accounts.models import User
from labeling.projects.models import Label, Membership, Project
from labeling.projects.permissions import ACTS, Act, visible_projects


@dataclass(frozen=True)
class Code:
    """A DICOM coded concept (PS3.3 8.8)."""

    value: str
    scheme: str
    meaning: str


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


def people_who_may(project: Project, act: Act) -> QuerySet[User]:
    """Active members whose role allows the act, and superusers."""
    roles = [role for role, acts in ACTS.items() if act in acts]
    members = Q(memberships__project=project, memberships__role__in=roles)
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(members | Q(is_superuser=True)).distinct()
