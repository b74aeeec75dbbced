"""From a map of doubt to one number for the case: one small class for each way.

`Band` is the default. `Mean` is the baseline that it is: a large structure has more border than a
small one, however sure the model is of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from scipy import ndimage

from activelearning.score.errors import ScoreProblem
from activelearning.score.evidence import Evidence, Map

LEAST_MASS = 1.0
"""Expected voxels of a class below which nothing is said of it."""


class Aggregation(Protocol):
    """One number in 0..1 from a map (z, y, x) in 0..1 on the evidence's grid."""

    def __call__(self, doubt: Map, evidence: Evidence) -> float: ...


@dataclass(frozen=True)
class Band:
    """Mean near the border of the predicted foreground."""

    def __call__(self, doubt: Map, evidence: Evidence) -> float:
        return share(doubt[evidence.band].mean(dtype=np.float64))


@dataclass(frozen=True)
class Mean:
    """Mean over the whole volume."""

    def __call__(self, doubt: Map, evidence: Evidence) -> float:
        return share(doubt.sum(dtype=np.float64) / evidence.voxels)


@dataclass(frozen=True)
class TopK:
    """Mean of the most doubtful `share` of the volume's voxels, at least one."""

    share: float = 0.01

    def __post_init__(self) -> None:
        """Raises ScoreProblem."""
        if not 0 < self.share <= 1:
            raise ScoreProblem(f"The share is {self.share}, expected above 0 and up to 1.")

    def __call__(self, doubt: Map, evidence: Evidence) -> float:
        count = math.ceil(self.share * evidence.voxels)
        flat = doubt.ravel()
        if count < flat.size:
            flat = np.partition(flat, flat.size - count)[-count:]
        return share(flat.sum(dtype=np.float64) / count)


@dataclass(frozen=True)
class PatchMax:
    """Greatest mean over cubes of `patch_mm` at every place, as `avg_pool3d` of stride 1 takes them.

    What lies beyond the box has no doubt; cubes that hang over are never the greatest. An axis
    shorter than a cube is covered whole.
    """

    patch_mm: float = 10.0

    def __post_init__(self) -> None:
        """Raises ScoreProblem."""
        if not (math.isfinite(self.patch_mm) and self.patch_mm > 0):
            raise ScoreProblem(f"The patch is {self.patch_mm} mm, expected a length above 0.")

    def __call__(self, doubt: Map, evidence: Evidence) -> float:
        window = [
            min(max(1, round(self.patch_mm / step)), size)
            for step, size in zip(evidence.spacing, evidence.shape, strict=True)
        ]
        means = ndimage.uniform_filter(doubt, window, mode="constant")
        return share(float(means.max()))


@dataclass(frozen=True)
class Soft:
    """sum(p_c U) / sum(p_c), the doubt where a class is thought to be, mean over the classes."""

    def __call__(self, doubt: Map, evidence: Evidence) -> float:
        means = []
        for channel in evidence.foreground_channels:
            mass = float(channel.sum(dtype=np.float64))
            if mass >= LEAST_MASS:
                means.append(dot(channel, doubt) / mass)
        return share(float(np.mean(means))) if means else 0.0


AGGREGATIONS: Mapping[str, Aggregation] = MappingProxyType(
    {"mean": Mean(), "top_k": TopK(), "patch_max": PatchMax(), "soft": Soft()}
)
"""By the name behind the dot of a component's key; the band's mean has no name behind it."""


def share(value: float | np.floating) -> float:
    """Within 0..1 in spite of rounding."""
    return float(min(max(value, 0.0), 1.0))


def dot(one: Map, other: Map) -> float:
    """Sum of the products, without a third volume."""
    return float(np.einsum("zyx,zyx->", one, other, dtype=np.float64))
