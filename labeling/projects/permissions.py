"""Who may do what. The one table that every view asks.

A project that one is no member of does not exist for that person: 404, so that an id says nothing.
A member whose role lacks the act gets 403.
"""

from enum import StrEnum
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.projects.errors import ActRefused, NotHere
from labeling.projects.models import Project, Role

Anyone: TypeAlias = User | AnonymousUser


class Act(StrEnum):
    VIEW = "view"
    ANNOTATE = "annotate"
    REVIEW = "review"
    UPLOAD = "upload"
    MANAGE = "manage"
    TRAIN = "train"
    EXPORT = "export"


ACTS: dict[Role, frozenset[Act]] = {
    Role.ANNOTATOR: frozenset({Act.VIEW, Act.ANNOTATE}),
    Role.REVIEWER: frozenset({Act.VIEW, Act.ANNOTATE, Act.REVIEW}),
    Role.LEAD: frozenset(Act),
    Role.ENGINEER: frozenset({Act.VIEW, Act.UPLOAD, Act.TRAIN, Act.EXPORT}),
}


def visible_projects(user: Anyone) -> QuerySet[Project]:
    """The projects that exist for this person. Every queryset of a view starts here."""
    if not user.is_authenticated:
        return Project.objects.none()
    if user.is_superuser:
        return Project.objects.all()
    return Project.objects.filter(memberships__user=user)


def member_role(user: Anyone, project: Project) -> Role | None:
    """The role that the person's membership gives; None without one."""
    if not user.is_authenticated:
        return None
    membership = project.memberships.filter(user=user).first()
    return Role(membership.role) if membership else None


def acts_of(user: Anyone, project: Project) -> frozenset[Act]:
    """What the person may do here; nothing for a stranger, everything for an admin."""
    if user.is_authenticated and user.is_superuser:
        return frozenset(Act)
    role = member_role(user, project)
    return ACTS[role] if role else frozenset()


def can(user: Anyone, project: Project, act: Act) -> bool:
    return act in acts_of(user, project)


def require(user: Anyone, project: Project, act: Act) -> None:
    """Refuse what the table does not allow.

    Raises:
        NotHere: 404, the person is no member.
        ActRefused: 403, a member whose role lacks the act.
    """
    acts = acts_of(user, project)
    if not acts:
        raise NotHere
    if act not in acts:
        raise ActRefused(
            f"This needs a role that may {act}; yours here is {member_role(user, project)}."
        )


def project_for(user: Anyone, slug: str, act: Act = Act.VIEW) -> Project:
    """The project of this slug, if the person may do the act in it.

    Raises:
        NotHere: 404, there is none that the person can see.
        ActRefused: 403.
    """
    project = visible_projects(user).filter(slug=slug).first()
    if project is None:
        raise NotHere
    require(user, project, act)
    return project
