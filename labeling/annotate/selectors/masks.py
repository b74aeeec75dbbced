"""Masks from the store and from the wire, checked against the case they belong to."""

import numpy as np
from numpy.typing import NDArray

from labeling.annotate.errors import MaskRefused
from labeling.annotate.models import Annotation, Revision
from labeling.cohorts.models import Case
from labeling.core import blobs
from labeling.imaging.inflate import gunzip
from labeling.imaging.masks import as_ignored, check_labels, decode_mask, encode_mask
from labeling.imaging.problems import MaskProblem
from labeling.ingest.selectors import geometry_of
from labeling.projects.models import Project
from labeling.projects.selectors import ignored_value, label_values

Mask = NDArray[np.uint8]


def shape_of(case: Case) -> tuple[int, int, int]:
    """Of the case's volume, `(z, y, x)`."""
    return geometry_of(case.series).shape


def decode_for(case: Case, data: bytes) -> Mask:
    """A mask from the wire, gzip(uint8), on the case's grid and with the project's labels.

    Raises:
        MaskRefused: 422, says what was expected and what came.
    """
    labels = label_values(case.project)
    shape = shape_of(case)
    try:
        return decode_mask(data, shape, labels)
    except MaskProblem as problem:
        wanted = sorted({0, *labels}) if problem.code == "unknown_label" else list(shape)
        raise MaskRefused.of(problem, expected=wanted) from problem


def check_labels_of(project: Project, mask: Mask) -> None:
    """Refuse values that the project has no label for.

    Raises:
        MaskRefused: 422, `unknown_label`.
    """
    labels = label_values(project)
    try:
        check_labels(mask, labels)
    except MaskProblem as problem:
        raise MaskRefused.of(problem, expected=sorted({0, *labels})) from problem


def stored_mask(sha256: str, shape: tuple[int, int, int]) -> Mask:
    """A mask from the store, uint8 `(z, y, x)`."""
    return decode_mask(blobs.read(sha256), shape)


def revision_mask(revision: Revision) -> Mask:
    """What was submitted, uint8 `(z, y, x)`."""
    return stored_mask(revision.mask_blob, shape_of(revision.case))


def judged_mask(revision: Revision) -> Mask:
    """As `revision_mask`, with IGNORE where the reader said that nobody judged: for models."""
    return as_ignored(revision_mask(revision), ignored_value(revision.case.project))


def current_mask(annotation: Annotation) -> Mask:
    """The working copy: its base with the changed slices in place, uint8 `(z, y, x)`."""
    shape = shape_of(annotation.case)
    if annotation.base_blob:
        mask = stored_mask(annotation.base_blob, shape)
    else:
        mask = np.zeros(shape, np.uint8)
    size = shape[1] * shape[2]
    for edit in annotation.slices.all():
        plane = gunzip(bytes(edit.plane), size)
        mask[edit.z] = np.frombuffer(plane, np.uint8).reshape(shape[1:])
    return mask


def is_as_drafted(annotation: Annotation) -> bool:
    """Whether the working copy's mask is still its draft's."""
    draft = annotation.draft
    if draft is None or annotation.base_blob != draft.mask_blob:
        return False
    return not annotation.slices.exists()


def current_mask_bytes(annotation: Annotation) -> bytes:
    """The working copy as it goes over the wire: gzip(uint8)."""
    if annotation.base_blob and not annotation.slices.exists():
        return blobs.read(annotation.base_blob)
    return encode_mask(current_mask(annotation))
