"""Approval: the mask becomes the case's label, and may start a training."""

from collections.abc import Sequence

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.annotate.services import content_hash
from labeling.assign.services import cancel_assignments, finish_assignments
from labeling.cohorts.models import CaseState
from labeling.cohorts.services import move_case
from labeling.core import audit, jobs
from labeling.projects.models import Project
from labeling.projects.permissions import Act, require
from labeling.projects.selectors import asks_findings
from labeling.review.models import Review, Verdict
from labeling.review.selectors import approvals_since_training, waiting_reads
from labeling.review.services.locking import check_may_sign, check_waits, lock_case
from labeling.rounds.errors import NoApprovedMask, NoFindings, NoLabels
from labeling.rounds.lanes import Lane
from labeling.rounds.selectors import champion
from labeling.rounds.services import request_training_if_idle


@transaction.atomic
def approve_revision(*, revision: Revision, reviewer: User, note: str = "") -> Review:
    """Approve one of the submitted masks of a case; its other reads end too.

    In the same transaction a training is asked for when the project's number of approvals since
    the last one is reached, and the result is queued for the archives that take the project's.

    Raises:
        ActRefused: 403. OwnWork, NotSubmitted, NewerRevision: 409.
    """
    case = lock_case(revision)
    require(reviewer, case.project, Act.REVIEW)
    check_may_sign(revision, reviewer)
    check_waits(case, revision, (CaseState.SUBMITTED,))
    reads = waiting_reads(case)
    review = Review.objects.create(
        case=case, revision=revision, reviewer=reviewer, verdict=Verdict.APPROVED, note=note
    )
    move_case(case=case, to=CaseState.APPROVED, actor=reviewer)
    finish_assignments(case=case)
    cancel_assignments(case=case, actor=reviewer, reason="another read was approved")
    _record(review, reviewer, reads)
    send_back(review)
    train_when_due(case.project)
    return review


def send_back(review: Review) -> None:
    """Have the result sent to the archives that take those of the project; a job knows which.

    Answers about findings are not sent: there is no DICOM object made of them yet.
    """
    if not review.revision.mask_sha256:
        return
    if review.case.project.pacs_links.filter(sends_results=True).exists():
        jobs.enqueue("pacs.send_results", queue="web", revision_id=review.revision_id)


def train_when_due(project: Project) -> None:
    """Ask for a training when enough was approved since the last; a busy machine is no error.

    Asked again when a training ends, for what was approved while it ran.
    """
    lane = _lane_due(project)
    if lane is None:
        return
    try:
        request_training_if_idle(project=project, trigger="approvals", lane=lane)
    except (NoApprovedMask, NoFindings, NoLabels):
        return


def _lane_due(project: Project) -> Lane | None:
    """A challenger before a quick turn, which needs a live model and cases that wait in a round."""
    if project.retrain_after and (
        approvals_since_training(project, Lane.FULL) >= project.retrain_after
    ):
        return Lane.FULL
    if (
        project.prefill_after
        and not asks_findings(project)
        and approvals_since_training(project) >= project.prefill_after
        and champion(project) is not None
        and project.cases.filter(state__in=(CaseState.PICKED, CaseState.ASSIGNED)).exists()
    ):
        return Lane.QUICK
    return None


def _record(review: Review, reviewer: User, reads: Sequence[Revision]) -> None:
    """The approval; of a case with several reads also how they were brought together."""
    case, revision = review.case, review.revision
    audit.record(
        act="revision.approved",
        actor=reviewer,
        project_id=case.project_id,
        obj=revision,
        case=case.pk,
        **content_hash(revision),
    )
    if len(reads) > 1:
        audit.record(
            act="case.adjudicated",
            actor=reviewer,
            project_id=case.project_id,
            obj=case,
            reads=[read.pk for read in reads],
            revision=revision.pk,
            origin=revision.origin,
            own_voxels=revision.own_voxels,
        )
