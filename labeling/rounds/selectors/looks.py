"""Which cases lack a `Descriptor`."""

from django.db.models import Exists, OuterRef, QuerySet

from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.projects.models import Project
from labeling.rounds.models import Descriptor, ModelVersion

SHUFFLE = 2654435761
"""Knuth's multiplier: an order by chance that stays the same when cases are added."""


def undescribed(project: Project, *, kind: str, most: int) -> list[Case]:
    """Cases of the pool and labelled ones that lack a descriptor of this kind, so that `most` have one.

    Which of a large pool are described is a draw by their keys, the same at each call.
    """
    cases = project.cases.filter(
        state__in=(*POOL, CaseState.APPROVED), patient__split__name=SplitName.TRAIN
    ).select_related("series")
    drawn = sorted(cases, key=lambda case: (case.pk * SHUFFLE % 2**32, case.pk))[:most]
    described = Descriptor.objects.filter(
        case__project=project, model_version=None, kind=kind
    ).values_list("case_id", flat=True)
    have = set(described)
    return [case for case in drawn if case.pk not in have]


def labelled_to_see(version: ModelVersion) -> QuerySet[Case]:
    """Labelled cases of the training split that this model has not seen."""
    seen = Descriptor.objects.filter(case=OuterRef("pk"), model_version=version)
    return _labelled(version.project).exclude(Exists(seen)).select_related("series")


def _labelled(project: Project) -> QuerySet[Case]:
    return project.cases.filter(
        state=CaseState.APPROVED, patient__split__name=SplitName.TRAIN
    ).order_by("number")
