"""The training cases in a few numbers: all that planning looks at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.labelmap import foreground_of
from models.spec import Triple
from models.transforms.prepare import with_channels
from models.transforms.resample import planned_shape

Spacing = tuple[float, float, float]

SAMPLES_PER_CASE = 4096


@dataclass(frozen=True)
class CaseFacts:
    """What planning needs to know of one case.

    Attributes:
        shape: voxels (z, y, x).
        spacing: mm (z, y, x).
        foreground: float32 (c, n), values of n foreground voxels in each channel.
        label_voxels: label value -> how many voxels it has here; background is left out.
    """

    shape: Triple
    spacing: Spacing
    foreground: NDArray[np.float32]
    label_voxels: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        image: NDArray[np.float32],
        mask: NDArray[np.uint8],
        spacing: Spacing,
        *,
        ignore_value: int | None = None,
        label_values: Sequence[int] = (),
    ) -> CaseFacts:
        """Facts of an image (z, y, x) or (c, z, y, x) and its mask.

        Some SAMPLES_PER_CASE foreground values of each channel are kept. A mask (k, z, y, x) of
        labels that overlap needs the `label_values`, background first.
        """
        channels = with_channels(image)
        values = channels[:, foreground_of(mask, ignore_value)].astype(np.float32)
        step = max(1, values.shape[1] // SAMPLES_PER_CASE)
        z, y, x = channels.shape[1:]
        return cls(
            shape=(z, y, x),
            spacing=spacing,
            foreground=values[:, ::step],
            label_voxels=_label_voxels(mask, ignore_value, label_values),
        )


@dataclass(frozen=True)
class Intensities:
    """Of one channel's foreground in modality units: 0.5 and 99.5 percentile, mean, spread."""

    low: float
    high: float
    mean: float
    std: float

    @classmethod
    def of(cls, values: NDArray[np.float32]) -> Intensities:
        """Of the values (n,); no value at all counts as a single 0."""
        known = values if values.size else np.zeros(1, np.float32)
        low, high = np.percentile(known, [0.5, 99.5])
        mean, std = known.mean(dtype=np.float64), known.std(dtype=np.float64)
        return cls(low=float(low), high=float(high), mean=float(mean), std=float(std))


@dataclass(frozen=True)
class LabelFacts:
    """One label over the training cases.

    Attributes:
        cases: in how many it has a voxel.
        share: of all labelled foreground voxels.
        diameter: mm, of the ball (or disc, in single slices) with its median volume.
    """

    value: int
    cases: int
    voxels: int
    share: float
    diameter: float


@dataclass(frozen=True)
class Fingerprint:
    """The dataset in a few numbers.

    Attributes:
        cases: how many there are.
        spacing: median mm (z, y, x).
        finest: 10th percentile of the spacing, mm (z, y, x).
        shape: median number of voxels (z, y, x) at the median spacing.
        intensities: one entry per channel.
        labels: by value; empty when nobody counted.
    """

    cases: int
    spacing: Spacing
    finest: Spacing
    shape: Triple
    intensities: tuple[Intensities, ...]
    labels: tuple[LabelFacts, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data, for records and the model card."""
        return asdict(self)


def fingerprint(cases: Iterable[CaseFacts]) -> Fingerprint:
    """Summarise the training cases; raises DatasetProblem when there is none."""
    facts = list(cases)
    if not facts:
        raise DatasetProblem("There is no training case to plan from.", code="no_training_case")
    spacings = np.array([case.spacing for case in facts])
    spacing = as_spacing(np.median(spacings, axis=0))
    shapes = [planned_shape(case.shape, case.spacing, spacing) for case in facts]
    values = np.concatenate([case.foreground for case in facts], axis=1)
    z, y, x = (int(n) for n in np.median(np.array(shapes), axis=0))
    return Fingerprint(
        cases=len(facts),
        spacing=spacing,
        finest=as_spacing(np.percentile(spacings, 10, axis=0)),
        shape=(z, y, x),
        intensities=tuple(Intensities.of(channel) for channel in values),
        labels=_labels(facts, flat=z == 1),
    )


def as_spacing(values: Iterable[float]) -> Spacing:
    """Three numbers (z, y, x) as floats."""
    z, y, x = (float(value) for value in values)
    return (z, y, x)


def _label_voxels(
    mask: NDArray[np.uint8], ignore_value: int | None, label_values: Sequence[int]
) -> dict[int, int]:
    if mask.ndim == 4:
        counts = [int((label == 1).sum()) for label in mask]
        pairs = zip(label_values[1:], counts, strict=True)
    else:
        counts = np.bincount(mask.ravel(), minlength=256).tolist()
        pairs = zip(range(1, 256), counts[1:], strict=True)
    return {value: count for value, count in pairs if count and value != ignore_value}


def _labels(facts: Sequence[CaseFacts], *, flat: bool) -> tuple[LabelFacts, ...]:
    total = sum(sum(case.label_voxels.values()) for case in facts)
    found = []
    for value in sorted({value for case in facts for value in case.label_voxels}):
        having = [case for case in facts if value in case.label_voxels]
        sizes = [
            case.label_voxels[value] * math.prod(case.spacing[1:] if flat else case.spacing)
            for case in having
        ]
        size = float(np.median(sizes))
        voxels = sum(case.label_voxels[value] for case in having)
        found.append(
            LabelFacts(
                value=value,
                cases=len(having),
                voxels=voxels,
                share=voxels / total,
                diameter=2 * (math.sqrt(size / math.pi) if flat else _ball_radius(size)),
            )
        )
    return tuple(found)


def _ball_radius(volume: float) -> float:
    return math.cbrt(3 * volume / (4 * math.pi))
