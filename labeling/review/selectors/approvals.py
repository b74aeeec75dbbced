"""What is approved, and what waits to be."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from labeling.annotate.models import Revision
from labeling.assign.models import AssignmentState
from labeling.cohorts.models import CaseState, SplitName
from labeling.projects.models import Project
from labeling.review.models import Review, Verdict

LEARNED_FROM = (SplitName.TRAIN, SplitName.VALIDATION)


def approved_revisions(
    project: Project, splits: Collection[str] = tuple(SplitName.values)
) -> QuerySet[Revision]:
    """The approved mask, or answers, of each case: the one list that trains, judges and exports.

    Args:
        project: whose cases.
        splits: of the patients: train, validation, holdout.
    """
    in_force = Review.objects.filter(
        revision=OuterRef("pk"), verdict=Verdict.APPROVED, in_force=True
    )
    return (
        Revision.objects.filter(
            Exists(in_force),
            case__project=project,
            case__state=CaseState.APPROVED,
            case__patient__split__name__in=splits,
        )
        .select_related(
            "case__project", "case__series__study", "case__patient__split", "author", "draft"
        )
        .order_by("case__number")
    )


def approvals_since_training(project: Project) -> int:
    """Approvals in force that the last requested training could not know of; holdout is not counted."""
    rows = Review.objects.filter(
        case__project=project,
        verdict=Verdict.APPROVED,
        in_force=True,
        case__patient__split__name__in=LEARNED_FROM,
    )
    last = project.training_runs.order_by("-requested_at").first()
    if last is not None:
        rows = rows.filter(created_at__gt=last.started_at or last.requested_at)
    return rows.count()


def review_queue(project: Project) -> QuerySet[Revision]:
    """Masks that wait for a reviewer, the longest wait first: of each reader the latest one."""
    newer = Revision.objects.filter(
        annotation=OuterRef("annotation"), number__gt=OuterRef("number")
    )
    return (
        Revision.objects.filter(case__project=project, case__state=CaseState.SUBMITTED)
        .exclude(annotation__assignment__state__in=_AWAY)
        .exclude(Exists(newer))
        .select_related(
            "case__project",
            "case__series__study",
            "case__patient__split",
            "author",
            "annotation__assignment",
        )
        .order_by("case__state_changed_at", "case_id", "number")
    )


_AWAY = (AssignmentState.SKIPPED, AssignmentState.CANCELLED, AssignmentState.DONE)
