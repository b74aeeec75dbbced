"""The checks that approving, returning and correcting share."""

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.cohorts.models import Case, CaseState
from labeling.review.errors import NewerRevision, NotSubmitted, OwnWork


def lock_case(revision: Revision) -> Case:
    """The case of a revision, locked. Call inside a transaction."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    return rows.get(pk=revision.case_id)


def check_waits(case: Case, revision: Revision, states: tuple[CaseState, ...]) -> None:
    """Refuse what does not wait for a reviewer's word.

    Raises:
        NotSubmitted: 409. NewerRevision: 409.
    """
    if case.state not in states:
        raise NotSubmitted(
            f"The case is {case.state}; a review needs one that is {states[0].value}.",
            expected=[state.value for state in states],
            got=case.state,
        )
    latest = Revision.objects.filter(annotation=revision.annotation_id).order_by("-number").first()
    if latest is not None and latest.pk != revision.pk:
        raise NewerRevision(
            f"This is revision {revision.number}; the reader's latest is {latest.number}.",
            expected=latest.number,
            got=revision.number,
        )


def check_not_own(revision: Revision, reviewer: User) -> None:
    """Raises OwnWork: 409."""
    if revision.author_id == reviewer.pk:
        raise OwnWork
