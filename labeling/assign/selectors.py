"""Reads of assignments."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from labeling.accounts.models import User
from labeling.assign.models import ACTIVE, Assignment, AssignmentState
from labeling.cohorts.models import Case
from labeling.projects.errors import NotHere
from labeling.projects.models import Project
from labeling.projects.permissions import Act, require, visible_projects


def assignment_for(user: User, assignment_id: int, act: Act = Act.ANNOTATE) -> Assignment:
    """An assignment in a project of this person, if the person may do the act there.

    Raises:
        NotHere: 404. ActRefused: 403.
    """
    rows = Assignment.objects.select_related(
        "case__project", "case__patient__split", "case__series__study", "assignee"
    )
    found = rows.filter(pk=assignment_id, case__project__in=visible_projects(user)).first()
    if found is None:
        raise NotHere
    require(user, found.case.project, act)
    return found


def active_assignments(case: Case) -> QuerySet[Assignment]:
    """The reads of a case that count: not done, skipped or cancelled."""
    return case.assignments.filter(state__in=ACTIVE).order_by("read")


def reads_study_blind(user: User, study_id: int) -> bool:
    """Whether it is among `studies_read_blind`."""
    return studies_read_blind(user).filter(case__series__study=study_id).exists()


def studies_read_blind(user: User) -> "QuerySet[Assignment, int]":
    """Studies of which the person has a case in hand that somebody else reads independently."""
    others = Assignment.objects.filter(case=OuterRef("case")).exclude(
        Q(assignee=user) | Q(state__in=(AssignmentState.SKIPPED, AssignmentState.CANCELLED))
    )
    mine = Assignment.objects.filter(
        Exists(others),
        assignee=user,
        state__in=(AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.RETURNED),
    )
    return mine.values_list("case__series__study_id", flat=True)


def assignments_of(user: User, project: Project | None) -> QuerySet[Assignment]:
    """A person's assignments in projects that the person still belongs to."""
    rows = Assignment.objects.filter(
        assignee=user, case__project__in=visible_projects(user)
    ).select_related("case__project", "case__series__study")
    return rows.filter(case__project=project) if project else rows


def in_order_of_work(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Most urgent first: priority, then due date."""
    return rows.order_by("priority", F("due").asc(nulls_last=True), "pk")


def next_assignment(user: User, project: Project | None = None) -> Assignment | None:
    """What to do next: the next open case, or what is begun, or what was returned."""
    rows = in_order_of_work(assignments_of(user, project))
    for state in (AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.RETURNED):
        found = rows.filter(state=state).first()
        if found:
            return found
    return None
