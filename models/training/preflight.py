"""Everything that can be known to be wrong before an hour of training is spent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import DatasetProblem
from models.planning import CaseFacts, Fingerprint, fingerprint
from models.training.dataset import DatasetIndex, LabeledCase, read_case, read_index


@dataclass(frozen=True)
class Preflight:
    """A dataset that may be trained on, with the fingerprint of its training cases."""

    index: DatasetIndex
    fingerprint: Fingerprint


def preflight(directory: Path) -> Preflight:
    """Read every case once and check it.

    Raises:
        DatasetProblem: with `code` and, where one case is at fault, its id in `case`.
    """
    index = read_index(directory)
    train = index.of_split("train")
    if not train:
        raise DatasetProblem(
            "The dataset has no training case: expected 1 or more.", code="no_training_case"
        )
    facts: list[CaseFacts] = []
    present: set[int] = set()
    for entry in index.cases:
        case = read_case(index, entry)
        check_case(case, index.label_values)
        if entry.split == "train":
            facts.append(CaseFacts.of(case.image, case.mask, case.spacing))
            present |= {int(value) for value in np.unique(case.mask)}
    _check_labels(present, index.label_values)
    return Preflight(index=index, fingerprint=fingerprint(facts))


def check_case(case: LabeledCase, label_values: tuple[int, ...]) -> None:
    """Raises DatasetProblem naming the case and what was expected."""
    for code, message in _faults(case, label_values):
        raise DatasetProblem(f"Case {case.id}: {message}.", code=code, case=case.id)


def _faults(case: LabeledCase, label_values: tuple[int, ...]) -> list[tuple[str, str]]:
    image, mask = case.image, case.mask
    if image.ndim != 3 or 0 in image.shape:
        return [("bad_shape", f"the image has shape {image.shape}, expected (z, y, x)")]
    if image.dtype != np.float32 or mask.dtype != np.uint8:
        return [("bad_dtype", f"expected float32 and uint8, came {image.dtype} and {mask.dtype}")]
    if mask.shape != image.shape:
        return [("shape_mismatch", f"the mask is {mask.shape}, the image is {image.shape}")]
    if not np.isfinite(case.spacing).all() or min(case.spacing) <= 0:
        return [("bad_spacing", f"spacing is {case.spacing} mm, expected values above 0")]
    broken = int(image.size - np.isfinite(image).sum())
    if broken:
        return [("not_finite", f"{broken} values of the image are not finite")]
    if image.min() == image.max():
        return [("constant_image", f"every value of the image is {float(image.flat[0]):g}")]
    unknown = sorted({int(v) for v in np.unique(mask)} - set(label_values))
    if unknown:
        return [("unknown_label", f"labels {unknown} are not among {list(label_values)}")]
    return []


def _check_labels(present: set[int], label_values: tuple[int, ...]) -> None:
    """A case without any label is a fair negative; a label that no case has cannot be learned."""
    if not present - {0}:
        raise DatasetProblem(
            "No training case has a labelled voxel: nothing can be learned.", code="empty_masks"
        )
    missing = [value for value in label_values if value and value not in present]
    if missing:
        raise DatasetProblem(
            f"No training case has a voxel of label {missing}: expected each label at least once.",
            code="missing_label",
        )
