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
    channels: dict[int, str] = {}
    for entry in index.cases:
        case = read_case(index, entry)
        check_case(case, index)
        channels.setdefault(len(case.image), entry.id)
        _check_channels(channels)
        if entry.split == "train":
            facts.append(
                CaseFacts.of(
                    case.image,
                    case.mask,
                    case.spacing,
                    ignore_value=index.ignore_value,
                    label_values=index.label_values,
                )
            )
            present |= _present(case, index)
    _check_labels(present, index.label_values)
    return Preflight(index=index, fingerprint=fingerprint(facts))


def check_case(case: LabeledCase, index: DatasetIndex) -> None:
    """Raises DatasetProblem naming the case and what was expected."""
    for code, message in _faults(case, index):
        raise DatasetProblem(f"Case {case.id}: {message}.", code=code, case=case.id)


def _faults(case: LabeledCase, index: DatasetIndex) -> list[tuple[str, str]]:
    image, mask = case.image, case.mask
    if image.ndim != 4 or 0 in image.shape:
        return [("bad_shape", f"the image has shape {image.shape}, expected (c, z, y, x)")]
    if image.dtype != np.float32 or mask.dtype != np.uint8:
        return [("bad_dtype", f"expected float32 and uint8, came {image.dtype} and {mask.dtype}")]
    labels = len(index.label_values) - 1
    expected = image.shape[1:] if index.head == "softmax" else (labels, *image.shape[1:])
    if mask.shape != expected:
        return [("shape_mismatch", f"the mask is {mask.shape}, expected {expected}")]
    if not np.isfinite(case.spacing).all() or min(case.spacing) <= 0:
        return [("bad_spacing", f"spacing is {case.spacing} mm, expected values above 0")]
    broken = int(image.size - np.isfinite(image).sum())
    if broken:
        return [("not_finite", f"{broken} values of the image are not finite")]
    if image.min() == image.max():
        return [("constant_image", f"every value of the image is {float(image.flat[0]):g}")]
    known = {0, 1} if index.head == "sigmoid" else set(index.label_values)
    unknown = sorted({int(v) for v in np.unique(mask)} - known - {index.ignore_value})
    if unknown:
        return [("unknown_label", f"labels {unknown} are not among {sorted(known)}")]
    return []


def _check_channels(channels: dict[int, str]) -> None:
    """`channels`: number of channels -> the first case that has it."""
    if len(channels) < 2:
        return
    (expected, first), (came, case) = channels.items()
    raise DatasetProblem(
        f"Case {case}: the image has {came} channels, expected {expected} as in case {first}.",
        code="mixed_channels",
        case=case,
    )


def _present(case: LabeledCase, index: DatasetIndex) -> set[int]:
    """Label values that this case has a voxel of."""
    if index.head == "softmax":
        return {int(value) for value in np.unique(case.mask)} - {index.ignore_value}
    held = zip(index.label_values[1:], case.mask, strict=True)
    return {value for value, mask in held if (mask == 1).any()}


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
