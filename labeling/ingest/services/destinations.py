"""Where scans go that name no project."""

from labeling.accounts.models import User
from labeling.projects.models import Project
from labeling.projects.permissions import Act, can, visible_projects


def default_project(*, user: User) -> Project | None:
    """The only project the person may upload to; for an admin the inbox, made when missing."""
    if user.is_superuser:
        return inbox()
    possible = [p for p in visible_projects(user) if can(user, p, Act.UPLOAD)]
    return possible[0] if len(possible) == 1 else None


def inbox() -> Project:
    """The project that takes what arrives with no project."""
    project, _ = Project.objects.get_or_create(
        is_inbox=True, defaults={"slug": "inbox", "name": "Inbox", "case_prefix": "INBOX"}
    )
    return project
