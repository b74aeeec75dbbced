"""What one of several readers of a case is not told: anything of what another one made of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.assign.models import Assignment, AssignmentState
from labeling.assign.selectors import studies_read_blind
from labeling.assign.services.progress import WORKABLE
from labeling.cohorts.models import Case, CaseState
from labeling.projects.models import Project
from labeling.projects.permissions import Act, can

LET_GO = (AssignmentState.SKIPPED, AssignmentState.CANCELLED)


def may_see_others(user: User, revision: Revision) -> bool:
    """Whether a person may see a revision that is not their own."""
    return bool(seen_of_others(user, revision.case.project, [revision]))


def seen_of_others(user: User, project: Project, revisions: Sequence[Revision]) -> list[Revision]:
    """Of revisions in a project that are not the person's own, those that the person may see."""
    blind = set(studies_read_blind(user))
    past = _past_reading(user, project, {one.case_id for one in revisions})
    return [
        one
        for one in revisions
        if (one.case.state == CaseState.APPROVED and one.case.series.study_id not in blind)
        or (one.case.state != CaseState.APPROVED and one.case_id in past)
    ]


def remarks_for(case: Case, user: User) -> "QuerySet[Any]":
    """The comments on a case that this person may read.

    Those of another reader, and those on another reader's revision, wait until the case is approved
    or, for who reviews, trains or exports, until the own read is in: then it cannot be taken back.
    (Comments belong to `review`, a reverse look-up by name.)
    """
    rows: QuerySet[Any] = case.comments.all()
    reads = case.assignments.exclude(state__in=LET_GO)
    if case.state == CaseState.APPROVED or not reads.filter(assignee=user).exists():
        return rows
    if _past_reading(user, case.project, {case.pk}):
        return rows
    others = list(reads.exclude(assignee=user).values_list("assignee", flat=True))
    of_others = Q(author__in=others) | Q(revision__author__in=others)
    return rows.filter(Q(author=user) | ~of_others)


def _past_reading(user: User, project: Project, cases: set[int]) -> set[int]:
    """Those of a project's cases that a person who looks after reads does not read themselves."""
    if not any(can(user, project, act) for act in (Act.REVIEW, Act.TRAIN, Act.EXPORT)):
        return set()
    in_hand = Assignment.objects.filter(case__in=cases, assignee=user, state__in=WORKABLE)
    return cases - set(in_hand.values_list("case", flat=True))
