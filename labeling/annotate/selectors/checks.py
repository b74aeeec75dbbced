"""What the checks need to know of a case, and what they say of a mask of it."""

from math import prod

from labeling.annotate.checks import Finding, Usual, check_mask, usual_of
from labeling.annotate.models import Revision
from labeling.annotate.selectors.masks import Mask, shape_of, stored_mask
from labeling.cohorts.models import Case, CaseState
from labeling.imaging.geometry import Geometry
from labeling.ingest.selectors import geometry_of
from labeling.prelabel.models import Draft

LOOK_BACK = 500  # approved masks, the latest ones


def usual_in(case: Case) -> Usual:
    """The volumes of the labels over the project's other approved masks."""
    rows = (
        Revision.objects.filter(
            case__project=case.project_id,
            case__state=CaseState.APPROVED,
            reviews__verdict="approved",
            reviews__in_force=True,
        )
        .exclude(case=case.pk)
        .order_by("-pk")
        .values_list("label_voxels", "case__series__geometry")[:LOOK_BACK]
    )
    known = [(counts, geometry) for counts, geometry in rows if geometry]
    return usual_of(
        [counts for counts, _ in known],
        [prod(Geometry.from_json(geometry).spacing) / 1000 for _, geometry in known],
    )


def findings_in(case: Case, mask: Mask, draft: Draft | None) -> list[Finding]:
    """What a reader should look at in a mask, uint8 `(z, y, x)`, of this case."""
    labels = {label.value: label.name for label in case.project.labels.all() if not label.ignored}
    return check_mask(
        mask,
        spacing=geometry_of(case.series).spacing,
        labels=labels,
        usual=usual_in(case),
        draft=lambda: stored_mask(draft.mask_blob, shape_of(case)) if draft else None,
    )
