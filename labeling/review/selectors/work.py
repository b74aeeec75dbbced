"""What a reader's screen "Work" shows. Every number is counted; what is unknown is None."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any, TypedDict

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors import draft_of
from labeling.assign.models import Assignment, AssignmentState
from labeling.assign.selectors import assignments_of, in_order_of_work, next_assignment
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import slices_of, spacing_of
from labeling.projects.models import Project
from labeling.review.models import Comment, Verdict

TAKE_BACK = 5  # submissions that are offered to be taken back
RECENT = 50  # submissions that a median of expected minutes looks back on
DOUBTFUL = 0.5  # part of the worst slice's doubt from which a slice counts as doubtful


class Work(TypedDict):
    """See the API's `Work`."""

    next: dict[str, Any] | None
    today: dict[str, Any]
    returned: list[dict[str, Any]]
    open: list[dict[str, Any]]
    submitted: list[dict[str, Any]]


def work_of(user: User, project: Project | None) -> Work:
    """The next case, today's pace, returned and begun cases of a person, in one project or all."""
    mine = in_order_of_work(assignments_of(user, project))
    returned = mine.filter(state=AssignmentState.RETURNED)
    begun = mine.filter(state=AssignmentState.IN_PROGRESS)
    return Work(
        next=_next(user, project),
        today=_today(user, project),
        returned=[_returned(one) for one in returned],
        open=[_open(one) for one in begun],
        submitted=_submitted(assignments_of(user, project)),
    )


def _next(user: User, project: Project | None) -> dict[str, Any] | None:
    found = next_assignment(user, project)
    if found is None:
        return None
    waiting = assignments_of(user, project).filter(state=AssignmentState.OPEN).exclude(pk=found.pk)
    doubt, worst = _doubt(found.case, user)
    return {
        "assignment_id": found.pk,
        "state": found.state,
        "case": found.case,
        "project": found.case.project.slug,
        "doubt_text": doubt_text(doubt, worst),
        "worst_slice": worst,
        "expected_minutes": expected_minutes(user, found.case.project),
        "due": found.due,
        "slices": slices_of(found.case),
        "spacing": spacing_of(found.case),
        "after": waiting.count(),
    }


def _doubt(case: Case, user: User) -> tuple[list[float], int | None]:
    """Of each slice, and the slice of the most doubtful place, on which the editor opens."""
    draft = draft_of(case, user)
    doubt = list(draft.slice_doubt) if draft else []
    if draft and draft.doubtful_places:
        return doubt, draft.doubtful_places[0]["index"][0]
    return doubt, doubt.index(max(doubt)) if doubt else None


def doubt_text(slice_doubt: Sequence[float], worst: int | None) -> str | None:
    """Which slices the model doubts most, counted from 1 as people see them; None without doubt."""
    if worst is None or not slice_doubt or max(slice_doubt) <= 0:
        return None
    limit = DOUBTFUL * max(slice_doubt)
    doubtful = [z for z, value in enumerate(slice_doubt) if value >= limit]
    first, last = min(worst, doubtful[0]) + 1, max(worst, doubtful[-1]) + 1
    if first == last:
        return f"The model doubts slice {first} most."
    return f"The model doubts slices {first} to {last}, most of all {worst + 1}."


def expected_minutes(user: User, project: Project) -> float | None:
    """Median active minutes of the person's recent cases here, else of everyone's; None: no data."""
    handed_in = Revision.objects.filter(
        case__project=project, origin=Origin.READER, active_seconds__gt=0
    ).order_by("-pk")
    for rows in (handed_in.filter(author=user), handed_in):
        seconds = list(rows.values_list("active_seconds", flat=True)[:RECENT])
        if seconds:
            return round(median(seconds) / 60, 1)
    return None


def _today(user: User, project: Project | None) -> dict[str, Any]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    everyone = Revision.objects.filter(origin=Origin.READER)
    if project:
        everyone = everyone.filter(case__project=project)
    mine = everyone.filter(author=user)
    today = _seconds(mine, midnight)
    recent = list(
        everyone.filter(case__project__in=_projects(user, project), active_seconds__gt=0)
        .order_by("-pk")
        .values_list("active_seconds", flat=True)[:500]
    )
    spent = [seconds for _, seconds in today]
    return {
        "submitted": len(today),
        "active_seconds": sum(spent),
        "median_seconds": median(spent) if spent else None,
        "cases": [{"at": at, "seconds": seconds} for at, seconds in today],
        "project_median": median(recent) if recent else None,
    }


def _projects(user: User, project: Project | None) -> list[int]:
    if project:
        return [project.pk]
    mine = Revision.objects.filter(author=user).values_list("case__project", flat=True)
    return list(mine.order_by().distinct())


def _seconds(rows: Any, since: datetime) -> list[tuple[datetime, int]]:
    found = rows.filter(created_at__gte=since).order_by("pk")
    return list(found.values_list("created_at", "active_seconds"))


def _returned(assignment: Assignment) -> dict[str, Any]:
    """With the last reviewer's words; comments of that revision, lowest slice first."""
    case = assignment.case
    review = (
        case.reviews.filter(revision__annotation__assignment=assignment, verdict=Verdict.RETURNED)
        .select_related("reviewer")
        .prefetch_related(Prefetch("revision__comments", Comment.objects.order_by("z", "pk")))
        .first()
    )
    return {
        "assignment_id": assignment.pk,
        "case": case,
        "project": case.project.slug,
        "at": review.created_at if review else assignment.changed_at,
        "by": review.reviewer.name if review and review.reviewer else None,
        "note": review.note if review else "",
        "comments": [
            {"id": one.pk, "z": one.z, "index": one.index, "text": one.text}
            for one in (review.revision.comments.all() if review else ())
        ],
    }


def _open(assignment: Assignment) -> dict[str, Any]:
    annotation = Annotation.objects.filter(assignment=assignment).first()
    return {
        "assignment_id": assignment.pk,
        "case": assignment.case,
        "project": assignment.case.project.slug,
        "saved_at": annotation.saved_at if annotation else None,
        "due": assignment.due,
        "active_seconds": annotation.active_seconds if annotation else None,
        "expected_minutes": expected_minutes(assignment.assignee, assignment.case.project),
    }


def _submitted(rows: QuerySet[Assignment]) -> list[dict[str, Any]]:
    """The latest ones that nobody has reviewed."""
    waiting = rows.filter(state=AssignmentState.SUBMITTED).order_by("-changed_at")[:TAKE_BACK]
    found = []
    for assignment in waiting:
        revision = Revision.objects.filter(annotation__assignment=assignment).first()
        if revision is not None:
            found.append(
                {
                    "assignment_id": assignment.pk,
                    "case": assignment.case,
                    "project": assignment.case.project.slug,
                    "number": revision.number,
                    "at": revision.created_at,
                }
            )
    return found
