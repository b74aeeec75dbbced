"""What can be wrong with one case, and what is only odd about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.training.dataset import DatasetIndex, LabeledCase
from models.transforms.normalise import HUGE

FINEST_MM = 0.01
COARSEST_MM = 50.0
"""No scanner's voxels are smaller or larger: metres, or micrometres, were meant."""
FARTHEST_MM = 3000.0
"""No scanner sees further: the spacing is in another unit."""
BRIGHT_CT = 1500.0
"""Without a value below 0 a CT that reaches this is likely not in Hounsfield units."""


@dataclass(frozen=True)
class Finding:
    """Something found before training.

    Attributes:
        code: stable snake_case name.
        message: with what was expected and what came.
        case: id of the case at fault; None where it is about the whole.
    """

    code: str
    message: str
    case: str | None = None


def faults(case: LabeledCase, index: DatasetIndex) -> list[Finding]:
    """Why this case cannot be trained on or measured with; the first fault hides those behind it."""
    found = _form(case, index) or _values(case, index)
    return [Finding(code, f"Case {case.id}: {message}.", case.id) for code, message in found]


def oddities(case: LabeledCase, index: DatasetIndex) -> list[Finding]:
    """What a case without faults should still be looked at for."""
    found: list[tuple[str, str]] = []
    for number, channel in enumerate(case.image, start=1):
        if channel.min() == channel.max():
            found.append(
                ("constant_channel", f"channel {number} is {float(channel.flat[0]):g} all over")
            )
    if index.modality.upper() == "CT" and case.image.min() >= 0 and case.image.max() > BRIGHT_CT:
        found.append(
            (
                "not_hounsfield",
                f"its values run from {case.image.min():g} to {case.image.max():g}, expected "
                "Hounsfield units with air below 0",
            )
        )
    if index.ignore_value is not None and (case.mask == index.ignore_value).all():
        found.append(
            ("nothing_labelled", "every voxel is marked as not labelled: it teaches nothing")
        )
    return [Finding(code, f"Case {case.id}: {message}.", case.id) for code, message in found]


Fault = tuple[str, str]


def _form(case: LabeledCase, index: DatasetIndex) -> list[Fault]:
    image, mask = case.image, case.mask
    if image.ndim != 4 or 0 in image.shape:
        return [("bad_shape", f"the image has shape {image.shape}, expected (c, z, y, x)")]
    if image.dtype != np.float32 or mask.dtype != np.uint8:
        return [("bad_dtype", f"expected float32 and uint8, came {image.dtype} and {mask.dtype}")]
    named = len(index.channels)
    if named and len(image) != named:
        names = ", ".join(index.channels)
        return [
            ("mixed_channels", f"the image has {len(image)} channels, expected {named} ({names})")
        ]
    labels = len(index.label_values) - 1
    expected = image.shape[1:] if index.head == "softmax" else (labels, *image.shape[1:])
    if mask.shape != expected:
        return [("shape_mismatch", f"the mask is {mask.shape}, expected {expected}")]
    if not all(np.isfinite(mm) and FINEST_MM <= mm <= COARSEST_MM for mm in case.spacing):
        return [
            (
                "bad_spacing",
                f"spacing is {case.spacing} mm (z, y, x), expected {FINEST_MM:g} to "
                f"{COARSEST_MM:g}",
            )
        ]
    reach = max(n * mm for n, mm in zip(image.shape[1:], case.spacing, strict=True))
    if reach > FARTHEST_MM:
        return [
            (
                "bad_spacing",
                f"{image.shape[1:]} voxels of {case.spacing} mm (z, y, x) reach {reach:g} mm, "
                f"expected up to {FARTHEST_MM:g}",
            )
        ]
    return []


def _values(case: LabeledCase, index: DatasetIndex) -> list[Fault]:
    image = case.image
    broken = int(image.size - np.isfinite(image).sum())
    if broken:
        return [("not_finite", f"{broken} values of the image are not finite")]
    low, high = float(image.min()), float(image.max())
    if max(-low, high) > HUGE:
        return [
            ("not_plausible", f"the image reaches {max(-low, high):g}, expected up to {HUGE:g}")
        ]
    if low == high:
        return [("constant_image", f"every value of the image is {low:g}")]
    known = {0, 1} if index.head == "sigmoid" else set(index.label_values)
    unknown = sorted({int(v) for v in np.unique(case.mask)} - known - {index.ignore_value})
    if unknown:
        return [("unknown_label", f"labels {unknown} are not among {sorted(known)}")]
    return []
