"""What is approved, and what waits to be."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, QuerySet

from labeling.annotate.models import Revision
from labeling.assign.models import AssignmentState
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.projects.models import Project
from labeling.review.models import Review, Verdict
from labeling.rounds.lanes import Lane

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


def approvals_since_training(project: Project, lane: Lane | None = None) -> int:
    """Approvals in force that the last requested training could not know of; holdout is not counted.

    With `lane`, the last training of that lane.
    """
    rows = Review.objects.filter(
        case__project=project,
        verdict=Verdict.APPROVED,
        in_force=True,
        case__patient__split__name__in=LEARNED_FROM,
    )
    runs = project.training_runs.filter(lane=lane) if lane else project.training_runs.all()
    last = runs.order_by("-requested_at").first()
    if last is not None:
        rows = rows.filter(created_at__gt=last.started_at or last.requested_at)
    return rows.count()


def review_queue(project: Project) -> QuerySet[Revision]:
    """Masks that wait for a reviewer, the longest wait first: of each reader the latest one.

    What was corrected or merged is left out: the correction waits in its place.
    """
    return _waiting(Revision.objects.filter(case__project=project)).order_by(
        "case__state_changed_at", "case_id", "number"
    )


def waiting_reads(case: Case) -> list[Revision]:
    """What the readers of a submitted case handed in, the first reader's first."""
    return list(_reads().filter(case=case))


def waiting_reads_in(project: Project) -> dict[int, list[Revision]]:
    """The same for every case of a project that waits, by the case's id."""
    found: dict[int, list[Revision]] = defaultdict(list)
    for read in _reads().filter(case__project=project):
        found[read.case_id].append(read)
    return found


def _reads() -> QuerySet[Revision]:
    rows = Revision.objects.filter(
        case__state=CaseState.SUBMITTED,
        annotation__assignment__state=AssignmentState.SUBMITTED,
    )
    found = rows.exclude(Exists(_NEWER)).select_related(*_WITH)
    return found.order_by("annotation__assignment__read")


def outdated_by(revision: Revision) -> Revision | None:
    """The newer mask of the same reader, or of one whose mask this was made from."""
    of = [
        revision.annotation_id,
        *revision.annotation.made_from.values_list("annotation", flat=True),
    ]
    seen = {revision.pk, *revision.annotation.made_from.values_list("pk", flat=True)}
    for annotation in of:
        latest = Revision.objects.filter(annotation=annotation).order_by("-number").first()
        if latest is not None and latest.pk not in seen:
            return latest
    return None


def _waiting(rows: QuerySet[Revision]) -> QuerySet[Revision]:
    """With the subqueries: a newer one of the reader, one made from it, a newer one than it was made from."""
    made_into = Revision.objects.filter(annotation__made_from=OuterRef("pk"))
    newer_source = Revision.objects.filter(
        made_into=OuterRef("annotation"), annotation__revisions__number__gt=F("number")
    )
    return (
        rows.filter(case__state=CaseState.SUBMITTED)
        .exclude(annotation__assignment__state__in=_AWAY)
        .exclude(Exists(_NEWER))
        .exclude(Exists(made_into))
        .exclude(Exists(newer_source))
        .select_related(*_WITH)
    )


_NEWER = Revision.objects.filter(annotation=OuterRef("annotation"), number__gt=OuterRef("number"))
_WITH = (
    "case__project",
    "case__series__study",
    "case__patient__split",
    "author",
    "annotation__assignment",
)
_AWAY = (AssignmentState.SKIPPED, AssignmentState.CANCELLED, AssignmentState.DONE)
