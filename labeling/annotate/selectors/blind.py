"""What one of several readers of a case is not told: anything of what another one made of it."""

from typing import Any

from django.db.models import Q, QuerySet

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.assign.models import AssignmentState
from labeling.assign.selectors import reads_study_blind
from labeling.assign.services.progress import WORKABLE
from labeling.cohorts.models import Case, CaseState
from labeling.projects.permissions import Act, can

LET_GO = (AssignmentState.SKIPPED, AssignmentState.CANCELLED)


def may_see_others(user: User, revision: Revision) -> bool:
    """Whether a person may see a revision that is not their own."""
    case = revision.case
    if case.state == CaseState.APPROVED:
        return not reads_study_blind(user, case.series.study_id)
    return _is_past_reading(user, case)


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
    if _is_past_reading(user, case):
        return rows
    others = list(reads.exclude(assignee=user).values_list("assignee", flat=True))
    of_others = Q(author__in=others) | Q(revision__author__in=others)
    return rows.filter(Q(author=user) | ~of_others)


def _is_past_reading(user: User, case: Case) -> bool:
    if case.assignments.filter(assignee=user, state__in=WORKABLE).exists():
        return False
    return any(can(user, case.project, act) for act in (Act.REVIEW, Act.TRAIN, Act.EXPORT))
