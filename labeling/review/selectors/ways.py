"""Where the cases of a round can be opened, by whom."""

from typing import TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.annotate.selectors import seen_of_others
from labeling.assign.selectors import assignments_of
from labeling.assign.services.progress import WORKABLE
from labeling.cohorts.models import CaseState
from labeling.projects.permissions import Act, can
from labeling.review.models import Review, Verdict
from labeling.rounds.models import Round


class Way(TypedDict):
    """The assignment opens in the editor, the revision in review; None where it would be refused."""

    case: int
    assignment: int | None
    revision: int | None


def ways_into(found: Round, user: User) -> list[Way]:
    """Of each pick that this person can open: the own open read, else what was handed in last.

    Of an approved case that is the approved mask. Cases that nobody was given yet have no way.
    """
    mine = assignments_of(user, found.project).filter(case__picks__round=found, state__in=WORKABLE)
    own: dict[int, int] = {}
    if can(user, found.project, Act.ANNOTATE):
        own = dict(mine.values_list("case", "pk"))
    latest = list(_handed_in(found).exclude(case__in=list(own)))
    others = [one for one in latest if one.author_id != user.pk]
    seen = seen_of_others(user, found.project, others)
    ways = [Way(case=case, assignment=pk, revision=None) for case, pk in own.items()]
    return ways + [
        Way(case=one.case_id, assignment=None, revision=one.pk)
        for one in latest
        if one.author_id == user.pk or one in seen
    ]


def _handed_in(found: Round) -> QuerySet[Revision]:
    """One revision of each case: the approved one where it is approved, else the last."""
    in_force = Review.objects.filter(
        revision=OuterRef("pk"), verdict=Verdict.APPROVED, in_force=True
    )
    approved = Q(case__state=CaseState.APPROVED)
    rows = Revision.objects.filter(case__picks__round=found).filter(~approved | Exists(in_force))
    rows = rows.select_related("case__project", "case__series")
    return rows.order_by("case_id", "-number").distinct("case_id")
