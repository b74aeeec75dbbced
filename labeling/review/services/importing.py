"""Labels that were made elsewhere."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.errors import MaskRefused
from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors import Mask, check_labels_of, shape_of
from labeling.annotate.services import Origin, record_revision
from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.ingest.services import freeze_series
from labeling.prelabel.models import Draft
from labeling.prelabel.services import store_draft
from labeling.review.errors import CannotImport
from labeling.review.models import Review, Verdict


@transaction.atomic
def import_label(*, case: Case, mask: Mask, approved: bool, actor: User) -> Revision | Draft:
    """Take a mask in: approved, as if reviewed elsewhere, or proposed, as a draft to correct.

    Args:
        case: nobody has it in hand.
        mask: uint8 `(z, y, x)` on the case's grid.
        approved: whether it counts as a label at once; the review then names no reviewer.
        actor: who brings it in, and answers for it as its author.

    Raises:
        CannotImport: 409. MaskRefused: 422, another shape or unknown labels.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    locked = rows.get(pk=case.pk)
    if locked.state not in POOL:
        raise CannotImport(expected=[state.value for state in POOL], got=locked.state)
    _check(locked, mask)
    freeze_series(series=locked.series)
    if not approved:
        return store_draft(case=locked, version=None, mask=mask)
    annotation = Annotation.objects.create(case=locked, author=actor)
    revision = record_revision(annotation=annotation, author=actor, mask=mask, origin=Origin.IMPORT)
    Review.objects.create(case=locked, revision=revision, reviewer=None, verdict=Verdict.APPROVED)
    move_case(case=locked, to=CaseState.APPROVED, actor=None, reason="imported label")
    return revision


def _check(case: Case, mask: Mask) -> None:
    shape = shape_of(case)
    if mask.shape != shape:
        raise MaskRefused(
            f"Expected a mask of {list(shape)} voxels (z, y, x), got {list(mask.shape)}.",
            expected=list(shape),
            got=list(mask.shape),
        )
    check_labels_of(case.project, mask)
