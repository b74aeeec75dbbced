"""What a network says of one volume."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from models.spec import Triple
from models.transforms.resample import resample_channels

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Prediction:
    """On the source's grid.

    Attributes:
        labels: uint8 (z, y, x), label VALUES (not channel numbers). Of a sigmoid, the most likely
            label where one has more than one half, else 0.
        planned: float32 (C, z, y, x), probabilities on the grid that the network works on.
        planned_entropy: float32 (z, y, x) on that grid, mean over the members of the entropy of
            each, over its greatest value; None without members.
        pairwise_dice: how far the members agree, 0..1; None without members.
        embedding: float32 (D,), the deepest features, averaged over the volume.
    """

    labels: NDArray[np.uint8]
    planned: Floats
    planned_entropy: Floats | None = None
    pairwise_dice: float | None = None
    embedding: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    @cached_property
    def probabilities(self) -> Floats:
        """float32 (C, z, y, x), means over the members; brought to the grid when first asked for.

        Softmax: they sum to 1, channel 0 is background. Sigmoid: one for each label.
        """
        return _on_grid(self.planned, self.labels.shape)

    @cached_property
    def expected_entropy(self) -> Floats | None:
        """float32 (z, y, x) in 0..1, comparable with `models.uncertainty.voxel.entropy`."""
        if self.planned_entropy is None:
            return None
        found: Floats = _on_grid(self.planned_entropy[None], self.labels.shape)[0]
        return found


def _on_grid(channels: Floats, shape: tuple[int, ...]) -> Floats:
    z, y, x = shape
    wanted: Triple = (z, y, x)
    found: Floats = resample_channels(torch.from_numpy(channels), wanted).numpy()
    return found
