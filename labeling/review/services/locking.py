"""The checks that approving, returning, correcting and adjudicating share."""

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.cohorts.models import Case, CaseState
from labeling.review.errors import NewerRevision, NotSubmitted, OwnWork, ReadByYou
from labeling.review.selectors import chooses_freely, outdated_by, signs_alone, waiting_reads


def lock_case(revision: Revision) -> Case:
    """The case of a revision, locked. Call inside a transaction."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    return rows.get(pk=revision.case_id)


def check_waits(case: Case, revision: Revision, states: tuple[CaseState, ...]) -> None:
    """Refuse what does not wait for a reviewer's word.

    Raises:
        NotSubmitted: 409. NewerRevision: 409, also where a mask that it was made from has a newer one.
    """
    if case.state not in states:
        raise NotSubmitted(
            f"The case is {case.state}; a review needs one that is {states[0].value}.",
            expected=[state.value for state in states],
            got=case.state,
        )
    newer = outdated_by(revision)
    if newer is not None:
        raise NewerRevision(
            f"This is revision {revision.number}; the reader's latest is {newer.number}.",
            expected=newer.number,
            got=revision.number,
        )


def check_not_own(revision: Revision, reviewer: User) -> None:
    """Raises OwnWork: 409."""
    if revision.author_id == reviewer.pk:
        raise OwnWork
    check_chooses_freely(revision.case, reviewer)


def check_chooses_freely(case: Case, reviewer: User) -> None:
    """Who has read a case does not choose between its reads.

    Raises:
        ReadByYou: 409.
    """
    if not chooses_freely(waiting_reads(case), reviewer):
        raise ReadByYou


def check_may_sign(revision: Revision, reviewer: User) -> None:
    """Refuse a signature on one's own drawing, see `signs_alone`, and a choice for one's own read.

    Raises:
        OwnWork, ReadByYou: 409.
    """
    if revision.author_id != reviewer.pk:
        check_chooses_freely(revision.case, reviewer)
    elif not signs_alone(revision):
        raise OwnWork
