"""Reads of comments."""

from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.cohorts.models import Case
from labeling.projects.errors import NotHere
from labeling.projects.permissions import visible_projects
from labeling.review.models import Comment


def comments_of(case: Case) -> QuerySet[Comment]:
    """Oldest first."""
    return case.comments.select_related(
        "author", "resolved_by", "revision", "case__project"
    ).order_by("pk")


def comment_for(user: User, comment_id: int) -> Comment:
    """A comment in a project of this person.

    Raises:
        NotHere: 404.
    """
    rows = Comment.objects.select_related("case__project", "author")
    found = rows.filter(pk=comment_id, case__project__in=visible_projects(user)).first()
    if found is None:
        raise NotHere
    return found
