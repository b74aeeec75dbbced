"""Approved masks that the live model contradicts."""

from django.db.models import F, QuerySet

from labeling.annotate.models import Revision
from labeling.projects.models import Project
from labeling.review.models import Dispute
from labeling.review.selectors.approvals import approved_revisions
from labeling.rounds.models import ModelVersion
from labeling.rounds.selectors import champion

MOST = 100


def disputes_of(project: Project) -> list[Dispute]:
    """By the live model, of masks that are approved now: not looked at again first, then least believed.

    At most `MOST`; a mask in which the model would change nothing is no dispute.
    """
    version = champion(project)
    if version is None:
        return []
    rows = Dispute.objects.filter(
        model_version=version, revision__in=approved_revisions(project), voxels__gt=0
    )
    found = rows.select_related(
        "model_version",
        "revision__second_look__by",
        "revision__case__project",
        "revision__case__series",
        "revision__case__patient__split",
    )
    looked = F("revision__second_look__created_at").desc(nulls_first=True)
    return list(found.order_by(looked, "belief", "pk")[:MOST])


def masks_to_compare(version: ModelVersion) -> QuerySet[Revision]:
    """Approved masks of the project that this model was not held against yet, by case number."""
    rows = approved_revisions(version.project).exclude(mask_blob="")
    return rows.exclude(disputes__model_version=version)
