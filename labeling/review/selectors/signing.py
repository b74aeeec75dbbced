"""Whose word counts on a mask."""

from collections.abc import Sequence

from labeling.accounts.models import User
from labeling.annotate.models import Origin, Revision
from labeling.review.selectors.approvals import waiting_reads

OVER_A_READER = (Origin.REVIEWER, Origin.ADJUDICATED)


def signs_alone(revision: Revision) -> bool:
    """Whether its author may sign this correction or merge.

    An adjudicator who only merged has drawn nothing: each voxel is one that a reader put there, so
    two people stand behind it. What goes beyond that needs another reviewer, unless the project
    says that one is enough.
    """
    if revision.origin not in OVER_A_READER:
        return False
    merged_only = revision.origin == Origin.ADJUDICATED and revision.own_voxels == 0
    return merged_only or revision.case.project.sign_own_corrections


def chooses_freely(reads: Sequence[Revision], user: User) -> bool:
    """Whether the user may choose between reads: not where one of them is theirs."""
    return len(reads) < 2 or all(read.author_id != user.pk for read in reads)


def may_sign(revision: Revision, user: User, reads: Sequence[Revision] | None = None) -> bool:
    """Whether the user's approval of a mask would count; `reads` of its case, if known already."""
    if revision.author_id == user.pk:
        return signs_alone(revision)
    return chooses_freely(waiting_reads(revision.case) if reads is None else reads, user)
