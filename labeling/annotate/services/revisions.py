"""Revisions: masks that were handed in and never change."""

from typing import Any

from django.db.models import Max

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors import Mask, findings_in, shape_of, stored_mask
from labeling.annotate.statistics import compare
from labeling.cohorts.models import Case
from labeling.core import audit, blobs
from labeling.imaging.masks import encode_mask, mask_sha256


def record_revision(
    *,
    annotation: Annotation,
    author: User,
    mask: Mask,
    origin: Origin,
    active_seconds: int = 0,
) -> Revision:
    """Store a checked mask as the next revision of its case. Call inside a transaction.

    Args:
        annotation: the working copy that it ends; gives the draft to compare with.
        author: who answers for it.
        mask: uint8 `(z, y, x)` on the case's grid, labels checked.
        origin: reader, reviewer or import.
        active_seconds: the reader's active time.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("series")
        .get(pk=annotation.case_id)
    )
    draft = annotation.draft
    found = compare(mask, stored_mask(draft.mask_blob, shape_of(case)) if draft else None)
    sha256 = mask_sha256(mask)
    last = case.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        case=case,
        annotation=annotation,
        author=author,
        number=last + 1,
        draft=draft,
        mask_blob=blobs.put(encode_mask(mask)).sha256,
        mask_sha256=sha256,
        origin=origin,
        active_seconds=active_seconds,
        edited_voxels=found.edited_voxels,
        draft_dice=found.draft_dice,
        label_voxels=found.label_voxels,
        label_edits=found.label_edits,
        findings=_findings(annotation, mask, sha256),
    )
    audit.record(
        act="revision.submitted",
        actor=author,
        project_id=case.project_id,
        obj=revision,
        case=case.pk,
        number=revision.number,
        origin=origin.value,
        mask_sha256=revision.mask_sha256,
    )
    return revision


def _findings(annotation: Annotation, mask: Mask, sha256: str) -> list[dict[str, Any]]:
    """What the checks say of this mask; the editor has usually asked for just it a moment ago."""
    known = annotation.checks
    if known and known["sha256"] == sha256:
        return list(known["findings"])
    return [one.as_json() for one in findings_in(annotation.case, mask, annotation.draft)]
