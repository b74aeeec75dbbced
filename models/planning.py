"""From the dataset's fingerprint to a network that fits it and the machine (after nnU-Net)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.labelmap import foreground_of
from models.spec import LEAST_LEVELS, ModelSpec, NetworkSpec, Normalisation, Triple
from models.transforms.prepare import with_channels
from models.transforms.resample import planned_shape

Spacing = tuple[float, float, float]

ANISOTROPIC = 3.0
"""Coarsest over finest spacing from which the coarse axis follows the finer scans of the data."""
SMALLEST_FEATURE_MAP = 4
"""An axis is no longer halved when it would fall below this many voxels."""
CPU_FILTERS = (16, 32, 64, 96)
CUDA_FILTERS = (32, 64, 128, 256, 320)
CPU_PATCH_VOXELS = 64 * 64 * 40
CUDA_PATCH_VOXELS = 128 * 128 * 128
SAMPLES_PER_CASE = 4096


@dataclass(frozen=True)
class CaseFacts:
    """What planning needs to know of one case.

    Attributes:
        shape: voxels (z, y, x).
        spacing: mm (z, y, x).
        foreground: float32 (c, n), values of n foreground voxels in each channel.
    """

    shape: Triple
    spacing: Spacing
    foreground: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        image: NDArray[np.float32],
        mask: NDArray[np.uint8],
        spacing: Spacing,
        ignore_value: int | None = None,
    ) -> CaseFacts:
        """Facts of an image (z, y, x) or (c, z, y, x) and its mask (z, y, x) or (k, z, y, x).

        Some SAMPLES_PER_CASE foreground values of each channel are kept.
        """
        channels = with_channels(image)
        values = channels[:, foreground_of(mask, ignore_value)].astype(np.float32)
        step = max(1, values.shape[1] // SAMPLES_PER_CASE)
        z, y, x = channels.shape[1:]
        return cls(shape=(z, y, x), spacing=spacing, foreground=values[:, ::step])


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
class Fingerprint:
    """The dataset in a few numbers.

    `shape` is the median number of voxels (z, y, x) at the median `spacing`; `intensities` has one
    entry per channel.
    """

    cases: int
    spacing: Spacing
    finest: Spacing
    shape: Triple
    intensities: tuple[Intensities, ...]


def fingerprint(cases: Iterable[CaseFacts]) -> Fingerprint:
    """Summarise the training cases; raises DatasetProblem when there is none."""
    facts = list(cases)
    if not facts:
        raise DatasetProblem("There is no training case to plan from.", code="no_training_case")
    spacings = np.array([case.spacing for case in facts])
    spacing = _spacing(np.median(spacings, axis=0))
    shapes = [planned_shape(case.shape, case.spacing, spacing) for case in facts]
    values = np.concatenate([case.foreground for case in facts], axis=1)
    z, y, x = (int(n) for n in np.median(np.array(shapes), axis=0))
    return Fingerprint(
        cases=len(facts),
        spacing=spacing,
        finest=_spacing(np.percentile(spacings, 10, axis=0)),
        shape=(z, y, x),
        intensities=tuple(Intensities.of(channel) for channel in values),
    )


def plan(
    facts: Fingerprint,
    label_values: Sequence[int],
    device: str = "cpu",
    modality: str = "",
    *,
    head: str = "softmax",
) -> ModelSpec:
    """Choose spacing, patch, depth, kernels and normalisation.

    Args:
        facts: of the training cases.
        label_values: value of each channel, background 0 first.
        device: "cpu" gets a small network, "cuda" a larger one with a larger patch.
        modality: DICOM modality; "CT" keeps its absolute scale.
        head: "softmax", or "sigmoid" for labels that may overlap.
    """
    on_cuda = device.startswith("cuda")
    filters = CUDA_FILTERS if on_cuda else CPU_FILTERS
    budget = CUDA_PATCH_VOXELS if on_cuda else CPU_PATCH_VOXELS
    spacing = _target_spacing(facts)
    shape = planned_shape(facts.shape, facts.spacing, spacing)
    wanted = _within_budget(shape, spacing, budget)
    strides, kernels = _topology(wanted, spacing, len(filters))
    scales = tuple(_normalisation(channel, modality) for channel in facts.intensities)
    network = NetworkSpec("dynunet", filters[: len(strides)], kernels, strides)
    return ModelSpec(
        network=network,
        label_values=tuple(int(value) for value in label_values),
        spacing=spacing,
        patch=_rounded_up(wanted, network.divisor),
        normalisation=scales[0],
        in_channels=len(scales),
        channel_normalisations=scales if len(scales) > 1 else (),
        head=head,
    )


def _target_spacing(facts: Fingerprint) -> Spacing:
    """The median, but the coarse axis of anisotropic data takes its 10th percentile.

    Otherwise the detail of the finer scans would be thrown away.
    """
    coarsest = max(facts.spacing)
    if coarsest / min(facts.spacing) <= ANISOTROPIC:
        return facts.spacing
    return _spacing(
        fine if median == coarsest else median
        for median, fine in zip(facts.spacing, facts.finest, strict=True)
    )


def _within_budget(shape: Triple, spacing: Spacing, voxels: int) -> Triple:
    """Shrink the axis that is longest in mm until the patch fits the budget."""
    patch = list(shape)
    while math.prod(patch) > voxels:
        extents = [n * s if n > 8 else 0.0 for n, s in zip(patch, spacing, strict=True)]
        axis = int(np.argmax(extents))
        patch[axis] -= max(1, patch[axis] // 16)
    z, y, x = patch
    return (z, y, x)


def _topology(
    patch: Triple, spacing: Spacing, most_levels: int
) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
    """Strides and kernels per level: halve the axes that are long and fine enough (nnU-Net 2021).

    An axis that starts twice as coarse as the finest has kernel 1 until the others have caught up;
    one that is a single slice thick has it all the way.
    """
    size, mm = list(patch), list(spacing)
    strides: list[Triple] = [(1, 1, 1)]
    kernels: list[Triple] = [_kernel(size, mm)]
    while len(strides) < most_levels:
        finest = min(m for m, n in zip(mm, patch, strict=True) if n > 1 or max(patch) == 1)
        step = [
            2 if n >= 2 * SMALLEST_FEATURE_MAP and m < 2 * finest else 1
            for n, m in zip(size, mm, strict=True)
        ]
        if max(step) == 1 and len(strides) >= LEAST_LEVELS:
            break
        size = [math.ceil(n / s) for n, s in zip(size, step, strict=True)]
        mm = [m * s for m, s in zip(mm, step, strict=True)]
        strides.append((step[0], step[1], step[2]))
        z, y, x = (max(pair) for pair in zip(kernels[-1], _kernel(size, mm), strict=True))
        kernels.append((z, y, x))
    return tuple(strides), tuple(kernels)


def _kernel(size: Sequence[int], spacing: Sequence[float]) -> Triple:
    finest = min((s for s, n in zip(spacing, size, strict=True) if n > 1), default=spacing[0])
    z, y, x = (3 if n > 1 and s < 2 * finest else 1 for n, s in zip(size, spacing, strict=True))
    return (z, y, x)


def _rounded_up(shape: Triple, divisor: Triple) -> Triple:
    z, y, x = (math.ceil(n / d) * d for n, d in zip(shape, divisor, strict=True))
    return (z, y, x)


def _normalisation(facts: Intensities, modality: str) -> Normalisation:
    if modality.upper() != "CT" or facts.high <= facts.low or facts.std <= 0:
        return Normalisation()
    return Normalisation("ct", low=facts.low, high=facts.high, mean=facts.mean, std=facts.std)


def _spacing(values: Iterable[float]) -> Spacing:
    z, y, x = (float(value) for value in values)
    return (z, y, x)
