"""Making drafts and taking them out of use."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.core import blobs
from labeling.imaging.findings import FindingsProblem, read_proposal
from labeling.imaging.masks import decode_mask, encode_mask, mask_sha256
from labeling.imaging.overlap import mean_dice
from labeling.imaging.problems import MaskProblem
from labeling.prelabel.errors import CaseIsOpened, FindingsRefused
from labeling.prelabel.models import Draft, DraftState
from labeling.prelabel.selectors import (
    UNOPENED,
    by_or_better_than,
    other_models_draft,
    questions_of,
)
from labeling.projects.models import Project, Task
from labeling.projects.selectors import judged_values, require_task
from labeling.rounds.models import ModelVersion


@transaction.atomic
def store_draft(
    *,
    case: Case,
    version: ModelVersion | None,
    mask: NDArray[np.uint8],
    uncertainty: NDArray[np.uint8] | None = None,
    slice_doubt: Sequence[float] = (),
    doubtful_places: Sequence[Mapping[str, Any]] = (),
    seconds: float = 0.0,
) -> Draft:
    """Make this the case's current draft; the one before becomes stale.

    That nobody judged a place is a person's word: a draft never holds it. Nor does it hold a value that
    the project has no label for, as a model from before that label was taken out would give: no reader
    could hand that in.

    Args:
        case: any copy; the row is locked and read again.
        version: whose proposal it is; None for an imported one.
        mask: label values (z, y, x) uint8, on the series' own grid.
        uncertainty: (z, y, x) uint8, round(255 * entropy / ln C).
        slice_doubt: one number in 0..1 per slice, z up.
        doubtful_places: worst first, {"index": [z, y, x], "value": 0..1}.
        seconds: how long the model took.

    Raises:
        WrongTask: 409. CaseIsOpened: 409, somebody works on it or it is done: a draft never replaces
            work.
    """
    uncertainty_blob = blobs.put(encode_mask(uncertainty)).sha256 if uncertainty is not None else ""
    locked = _lock(case, Task.SEGMENTATION)
    mask = np.where(np.isin(mask, judged_values(locked.project)), mask, np.uint8(0))
    return _replace_current(
        locked,
        model_version=version,
        mask_blob=blobs.put(encode_mask(mask)).sha256,
        mask_sha256=mask_sha256(mask),
        uncertainty_blob=uncertainty_blob,
        slice_doubt=list(slice_doubt),
        doubtful_places=[dict(place) for place in doubtful_places],
        seconds=seconds,
        dice_before=_dice_before(locked, version, mask),
    )


@transaction.atomic
def store_findings_draft(
    *, case: Case, version: ModelVersion | None, findings: Any, seconds: float = 0.0
) -> Draft:
    """Make these proposed findings the case's current draft; the one before becomes stale.

    Args:
        case: any copy; the row is locked and read again.
        version: whose proposal it is; None for an imported one.
        findings: `{"<key>": {"probability": 0..1, "boxes": [{"slice", "box", "probability"}]}}`, a
            finding left out is not proposed for; see `labeling.imaging.findings`.
        seconds: how long the model took.

    Raises:
        WrongTask: 409. FindingsRefused: 422.
        CaseIsOpened: 409, somebody works on it or it is done: a draft never replaces work.
    """
    locked = _lock(case, Task.CLASSIFICATION)
    try:
        proposal = read_proposal(findings, questions_of(locked))
    except FindingsProblem as problem:
        raise FindingsRefused.of(problem) from problem
    return _replace_current(locked, model_version=version, findings=proposal, seconds=seconds)


def _dice_before(case: Case, version: ModelVersion | None, mask: NDArray[np.uint8]) -> float | None:
    """With what another model drafted last; when successive models agree, labels may be enough."""
    before = other_models_draft(case, version) if version is not None else None
    if before is None:
        return None
    try:
        earlier = decode_mask(blobs.read(before.mask_blob), mask.shape)
    except (blobs.BlobDamaged, blobs.BlobMissing, MaskProblem):
        return None
    return mean_dice(mask, earlier)


def _lock(case: Case, task: Task) -> Case:
    """The case, that nobody has opened; labels and findings cannot change before the end either.

    Whoever changes those holds the project, and takes it before any case.
    """
    Project.objects.select_for_update(no_key=True).get(pk=case.project_id)
    rows = Case.objects.select_for_update(of=("self",)).select_related("project", "series")
    locked = rows.get(pk=case.pk)
    require_task(locked.project, task)
    if locked.state not in UNOPENED:
        raise CaseIsOpened(expected=[state.value for state in UNOPENED], got=locked.state)
    return locked


def _replace_current(locked: Case, **values: Any) -> Draft:
    _retire_current(locked)
    draft = Draft.objects.create(case=locked, **values)
    if locked.state == CaseState.READY:
        move_case(case=locked, to=CaseState.DRAFTED, actor=None, reason="drafted")
    return draft


def mark_stale(*, project_id: int, version_id: int) -> int:
    """Drafts by other models than this one and its quick one are out of date; imported ones stay.

    Returns how many.

    Cases in work keep what they were begun from: the annotation holds on to its own draft.
    """
    current = Draft.objects.filter(case__project=project_id, state=DraftState.CURRENT)
    kept = by_or_better_than(ModelVersion.objects.get(pk=version_id))
    others = current.exclude(pk__in=current.filter(kept).values("pk"))
    return others.update(state=DraftState.STALE)


def _retire_current(case: Case) -> None:
    Draft.objects.filter(case=case, state=DraftState.CURRENT).update(state=DraftState.STALE)
