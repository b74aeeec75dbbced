"""Revisions: masks and answers that were handed in and never change."""

from typing import Any

from django.db.models import Max

from labeling.accounts.models import User
from labeling.annotate.answers import count_answers
from labeling.annotate.errors import MaskHashMismatch
from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors import Mask, findings_in, shape_of, stored_mask
from labeling.annotate.statistics import compare, voxels_of_none
from labeling.cohorts.models import Case
from labeling.core import audit, blobs
from labeling.imaging.findings import Answers, answers_sha256
from labeling.imaging.masks import encode_mask, mask_sha256
from labeling.projects.models import Task
from labeling.projects.selectors import ignored_value, require_task


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
        origin: reader, reviewer, import or adjudicated.
        active_seconds: the reader's active time.

    Raises:
        WrongTask: 409.
    """
    case = _lock(annotation, Task.SEGMENTATION)
    draft = annotation.draft
    drafted = stored_mask(draft.mask_blob, shape_of(case)) if draft else None
    found = compare(mask, drafted, ignored_value(case.project))
    shape = shape_of(case)
    sources = [stored_mask(one.mask_blob, shape) for one in annotation.made_from.all()]
    sha256 = mask_sha256(mask)
    return _record(
        case,
        annotation,
        author=author,
        mask_blob=blobs.put(encode_mask(mask)).sha256,
        mask_sha256=sha256,
        origin=origin,
        active_seconds=active_seconds,
        edited_voxels=found.edited_voxels,
        draft_dice=found.draft_dice,
        label_voxels=found.label_voxels,
        label_edits=found.label_edits,
        findings=_findings(annotation, mask, sha256),
        own_voxels=voxels_of_none(mask, sources) if sources else None,
    )


def record_answers(
    *,
    annotation: Annotation,
    author: User,
    answers: Answers,
    origin: Origin,
    active_seconds: int = 0,
) -> Revision:
    """Store checked answers as the next revision of their case. Call inside a transaction.

    Args:
        annotation: the working copy that they end; gives the proposal to compare with, and what was
            answered before it was shown.
        author: who answers for them.
        answers: every finding answered, checked.
        origin: reader, reviewer or import.
        active_seconds: the reader's active time.

    Raises:
        WrongTask: 409.
    """
    case = _lock(annotation, Task.CLASSIFICATION)
    first, draft = annotation.first_answers, annotation.draft
    return _record(
        case,
        annotation,
        author=author,
        answers=answers,
        answers_sha256=answers_sha256(answers),
        first_answers=first,
        first_seconds=annotation.first_seconds,
        finding_counts=count_answers(answers, draft.findings if draft else None, first),
        origin=origin,
        active_seconds=active_seconds,
    )


def check_hash(came: str, expected: str) -> None:
    """Raises MaskHashMismatch: 422."""
    if came != expected.strip().lower():
        raise MaskHashMismatch(
            f"Expected content with the SHA-256 {expected[:64]}, got one with {came}.",
            expected=expected[:64],
            got=came,
        )


def _lock(annotation: Annotation, task: Task) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("series", "project")
    case = rows.get(pk=annotation.case_id)
    require_task(case.project, task)
    return case


def _record(case: Case, annotation: Annotation, **values: Any) -> Revision:
    last = case.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        case=case, annotation=annotation, draft=annotation.draft, number=last + 1, **values
    )
    audit.record(
        act="revision.submitted",
        actor=revision.author,
        project_id=case.project_id,
        obj=revision,
        case=case.pk,
        number=revision.number,
        origin=str(revision.origin),
        made_from=[one.pk for one in annotation.made_from.all()],
        **content_hash(revision),
    )
    return revision


def _findings(annotation: Annotation, mask: Mask, sha256: str) -> list[dict[str, Any]]:
    """What the checks say of this mask; the editor has usually asked for just it a moment ago."""
    known = annotation.checks
    if known and known["sha256"] == sha256:
        return list(known["findings"])
    return [one.as_json() for one in findings_in(annotation.case, mask, annotation.draft)]


def content_hash(revision: Revision) -> dict[str, str]:
    """The one hash of what was handed in, by its name."""
    if revision.mask_sha256:
        return {"mask_sha256": revision.mask_sha256}
    return {"answers_sha256": revision.answers_sha256}
