"""What is usual in a project: the volumes of each label over its approved masks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

ENOUGH = 10  # masks that a range needs
FENCE = 1.5  # interquartile ranges beyond the quartiles, after Tukey
LEAST = np.log(1.1)  # a range reaches at least 10 % beyond: masks that hardly differ prove little


@dataclass(frozen=True)
class Usual:
    """Over `masks` approved masks.

    Attributes:
        masks: how many were looked at.
        volumes: of each label, ml, one for each mask that has the label.
    """

    masks: int = 0
    volumes: Mapping[int, Sequence[float]] = field(default_factory=dict)

    def having(self, label: int) -> int:
        """How many of the masks have the label."""
        return len(self.volumes.get(label, ()))

    def range_of(self, label: int) -> tuple[float, float] | None:
        """Least and largest usual volume in ml; None where fewer than `ENOUGH` masks have the label.

        Tukey's fences on the logarithm: volumes of organs are skewed to the right, and a few wrong
        masks among the approved ones must not widen the range.
        """
        known = self.volumes.get(label, ())
        if len(known) < ENOUGH:
            return None
        q1, q3 = np.percentile(np.log(known), [25, 75])
        reach = max(FENCE * (q3 - q1), LEAST)
        return float(np.exp(q1 - reach)), float(np.exp(q3 + reach))


def usual_of(masks: Sequence[Mapping[str, int]], voxel_ml: Sequence[float]) -> Usual:
    """From the voxel counts of approved masks.

    Args:
        masks: for each, voxels by label value in decimal, as `Revision.label_voxels` has them.
        voxel_ml: for each, the volume of one of its voxels in ml.
    """
    volumes: dict[int, list[float]] = {}
    for counts, ml in zip(masks, voxel_ml, strict=True):
        for value, voxels in counts.items():
            if voxels > 0:
                volumes.setdefault(int(value), []).append(voxels * ml)
    return Usual(len(masks), volumes)
