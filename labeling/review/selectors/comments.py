"""Reads of comments."""

from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.annotate.selectors import remarks_for
from labeling.cohorts.models import Case
from labeling.projects.errors import NotHere
from labeling.projects.permissions import visible_projects
from labeling.review.models import Comment


def comments_of(case: Case, viewer: User) -> QuerySet[Comment]:
    """Oldest first; one of two readers is not told what the other says."""
    rows = remarks_for(case, viewer).select_related(
        "author", "resolved_by", "revision", "case__project"
    )
    return rows.order_by("pk")


def comment_for(user: User, comment_id: int) -> Comment:
    """A comment in a project of this person, if the person may read it.

    Raises:
        NotHere: 404.
    """
    rows = Comment.objects.select_related("case__project", "author")
    found = rows.filter(pk=comment_id, case__project__in=visible_projects(user)).first()
    if found is None or not remarks_for(found.case, user).filter(pk=found.pk).exists():
        raise NotHere
    return found
