"""Reads of projects, members and labels."""

from typing import Any

from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.projects.errors import NotHere, WrongTask
from labeling.projects.models import Finding, Label, Membership, Project, Task
from labeling.projects.permissions import member_role, visible_projects


def projects_of(user: User) -> QuerySet[Project]:
    """Each with its labels and memberships at hand."""
    return visible_projects(user).prefetch_related("labels", "findings", "memberships__user")


def members_of(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user").order_by("user__username")


def member_of(project: Project, membership_id: int) -> Membership:
    """Raises: NotHere, 404."""
    membership = project.memberships.filter(pk=membership_id).first()
    if membership is None:
        raise NotHere
    return membership


def session_projects(person: User) -> list[dict[str, Any]]:
    """What the session says of each of the person's projects; "admin" where one is no member."""
    return [
        {
            "id": project.pk,
            "slug": project.slug,
            "name": project.name,
            "role": member_role(person, project) or "admin",
        }
        for project in visible_projects(person)
    ]


def labels_of(project: Project) -> QuerySet[Label]:
    return project.labels.order_by("value")


def label_values(project: Project) -> frozenset[int]:
    """The allowed values of a mask beside 0."""
    return frozenset(project.labels.values_list("value", flat=True))


def judged_values(project: Project) -> tuple[int, ...]:
    """What a model of masks learns and is judged by, ascending: all labels but the ignored one."""
    rows = project.labels.filter(ignored=False).order_by("value")
    return tuple(rows.values_list("value", flat=True))


def ignored_value(project: Project) -> int | None:
    """The value of voxels that nobody judged; None where no label says so."""
    return project.labels.filter(ignored=True).values_list("value", flat=True).first()


def class_values(project: Project) -> tuple[int | str, ...]:
    """What a model tells apart beside background: label values, or keys of findings in order."""
    if project.task == Task.CLASSIFICATION:
        return tuple(project.findings.order_by("order").values_list("key", flat=True))
    return judged_values(project)


def findings_of(project: Project) -> QuerySet[Finding]:
    return project.findings.order_by("order")


def asks_findings(project: Project) -> bool:
    """Whether answers are learned from, and not masks."""
    return project.task == Task.CLASSIFICATION


def require_task(project: Project, task: Task) -> None:
    """Refuse masks in a project of findings, and findings in a project of masks.

    Raises:
        WrongTask: 409.
    """
    if project.task != task:
        raise WrongTask(expected=project.task, got=task.value)
