"""Masks that a model contradicts: what it found, and a person's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.core import audit
from labeling.review.errors import NotApproved
from labeling.review.models import Dispute, Review, SecondLook, Seen, Verdict
from labeling.rounds.models import ModelVersion


@dataclass(frozen=True)
class FoundDispute:
    """See `Dispute`; `index` is (z, y, x)."""

    belief: float
    dice: float
    hd95: float
    label: int
    index: Sequence[int] | None
    given: int
    predicted: int
    voxels: int


def keep_dispute(*, revision: Revision, version: ModelVersion, found: FoundDispute) -> Dispute:
    """Store what a comparison found, once for a mask and a model."""
    values = {
        "seen": _seen(revision, version),
        "belief": found.belief,
        "dice": found.dice,
        "hd95": found.hd95,
        "label": found.label,
        "index": list(found.index) if found.index is not None else None,
        "given": found.given,
        "predicted": found.predicted,
        "voxels": found.voxels,
    }
    kept, _ = Dispute.objects.get_or_create(
        revision=revision, model_version=version, defaults=values
    )
    return kept


@transaction.atomic
def look_again(*, revision: Revision, user: User, note: str = "") -> SecondLook:
    """The person looked at the approved mask again and it stays; the first to say so is recorded.

    Raises:
        NotApproved: 409, another mask is the case's label by now, or none.
    """
    approvals = Review.objects.filter(verdict=Verdict.APPROVED, in_force=True)
    if not approvals.select_for_update().filter(revision=revision).exists():
        raise NotApproved
    look, made = SecondLook.objects.get_or_create(
        revision=revision, defaults={"by": user, "note": note.strip()}
    )
    if made:
        audit.record(
            act="revision.looked_at_again",
            actor=user,
            project_id=revision.case.project_id,
            obj=revision,
        )
    return look


def _seen(revision: Revision, version: ModelVersion) -> Seen:
    split = next(
        (one["split"] for one in version.run.revisions if one.get("revision") == revision.pk), None
    )
    if split is None:
        return Seen.UNSEEN
    return Seen.LEARNED if split == "train" else Seen.CHECKED
