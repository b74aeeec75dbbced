"""Correcting a region with the model's help. Nothing is stored: the window saves what it keeps of it."""

import zlib
from dataclasses import dataclass
from uuid import UUID

from labeling.annotate.models import Annotation
from labeling.annotate.selectors import check_labels_of, shape_of
from labeling.annotate.services.locking import check_open
from labeling.assign.errors import LeaseLost, NotOpen
from labeling.assign.models import AssignmentState
from labeling.assist.client import ask
from labeling.assist.errors import QuestionRefused
from labeling.assist.question import Box, Question
from labeling.projects.selectors import label_values

_GZIP = 31


@dataclass(frozen=True)
class Correction:
    """What the helper made of it.

    Attributes:
        labels: gzip of the region's labels, uint8 (z, y, x).
        model: number of the model version that was used; None when it went by intensities.
        changed: how many voxels differ.
        seconds: what the helper took.
        remembered: whether it had what it needed from before.
    """

    labels: bytes
    model: int | None
    changed: int
    seconds: float
    remembered: bool


def correct_region(*, annotation: Annotation, token: UUID | None, body: bytes) -> Correction:
    """Ask the model helper.

    Raises:
        NotOpen, LeaseLost: 409. MaskRefused, QuestionRefused: 422. HelperBusy, Replaced: 429.
        NoHelper, HelperLate, HelperFailed: 503.
    """
    _check_lease(annotation, token)
    question = Question.read(body)
    _check_box(annotation, question.box)
    check_labels_of(annotation.case.project, question.labels)
    if question.label not in label_values(annotation.case.project):
        raise QuestionRefused("The scribble speaks of a label that the project does not have.")
    said, labels = ask({"annotation": annotation.pk, "case": annotation.case_id}, body)
    return Correction(
        labels=_gzip(labels),
        model=said["model"],
        changed=said["changed"],
        seconds=said["seconds"],
        remembered=said["remembered"],
    )


def _check_lease(annotation: Annotation, token: UUID | None) -> None:
    """Only looked at, not locked: nothing is going to change."""
    if annotation.assignment is None:
        check_open(annotation)
    elif annotation.assignment.state != AssignmentState.IN_PROGRESS:
        raise NotOpen
    if token is None or annotation.held.lease_token != token:
        raise LeaseLost


def _check_box(annotation: Annotation, box: Box) -> None:
    shape = shape_of(annotation.case)
    if any(high > side for high, side in zip(box.high, shape, strict=True)):
        raise QuestionRefused(
            f"Expected a box within {list(shape)}, got one up to {list(box.high)}.",
            expected=list(shape),
            got=list(box.high),
        )


def _gzip(raw: bytes) -> bytes:
    """Quickly: it crosses one connection once."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP)
    return packer.compress(raw) + packer.flush()
