"""Training samples, drawn so that step n is the same whether or not the run was interrupted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from models.spec import ModelSpec, Triple
from models.training.cache import PreparedCase
from models.training.order import Order
from models.transforms.augment import AugmentRanges, apply, draw

FOREGROUND_SHARE = 0.5
"""Share of crops around a voxel of a label, where a case is larger than the patch."""


@dataclass(frozen=True)
class Batch:
    """Images float32 (N, C, z, y, x), masks int64 as in a prepared case (N, 1 or K, z, y, x), ids.

    `share` is the share of the step's samples that these are.
    """

    images: torch.Tensor
    masks: torch.Tensor
    cases: tuple[str, ...]
    share: float = 1.0

    def parts(self, number: int) -> list[Batch]:
        """The same samples in `number` pieces."""
        count = len(self.cases)
        size = math.ceil(count / number)
        cuts = [slice(start, start + size) for start in range(0, count, size)]
        return [
            Batch(self.images[c], self.masks[c], self.cases[c], len(self.cases[c]) / count)
            for c in cuts
        ]


class Sampler:
    """Batches by step number. A sample depends on seed and position in the run and on nothing else.

    Of several processes, number `rank` of `ranks` takes its own share of each step's positions: all
    together make the batch that one process would make with `ranks` times the size.
    """

    def __init__(
        self,
        cases: Sequence[PreparedCase],
        spec: ModelSpec,
        order: Order,
        *,
        seed: int,
        batch_size: int,
        rank: int = 0,
        ranks: int = 1,
    ) -> None:
        self._cases = cases
        self._spec = spec
        self._order = order
        self._seed = seed
        self._size = batch_size
        self._rank, self._ranks = rank, ranks
        self._ranges = AugmentRanges()

    def batch(self, step: int, device: torch.device) -> Batch:
        """This process's batch of this step, on the device."""
        first = (step * self._ranks + self._rank) * self._size
        positions = range(first, first + self._size)
        rngs = [np.random.default_rng([self._seed, 1, position]) for position in positions]
        chosen = [self._cases[self._order.at(position)] for position in positions]
        pairs = [crop(c, self._spec.patch, rng) for c, rng in zip(chosen, rngs, strict=True)]
        images = torch.stack([image for image, _ in pairs]).to(device)
        masks = torch.stack([mask for _, mask in pairs]).to(device)
        draws = [draw(rng, self._ranges, self._spec) for rng in rngs]
        images, masks = apply(images, masks, draws, self._spec.classes)
        return Batch(images, masks.long(), tuple(case.id for case in chosen))


def crop(
    case: PreparedCase, patch: Triple, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """A patch of image (c, z, y, x) and mask (1 or k, z, y, x), on the device that holds the case.

    Axes that are too short are padded on both sides with 0 (the volume's mean, and background);
    axes that are too long are cut, half the time around a voxel of a label.
    """
    centre = case.places.draw(rng, foreground_share=FOREGROUND_SHARE)
    window: list[slice] = [slice(None)]
    pads: list[int] = []
    for axis, (size, wanted) in enumerate(zip(case.image.shape[1:], patch, strict=True)):
        spare = size - wanted
        start = 0
        if spare > 0 and centre is not None:
            start = int(np.clip(centre[axis] - rng.integers(wanted), 0, spare))
        elif spare > 0:
            start = int(rng.integers(spare + 1))
        window.append(slice(start, start + wanted))
        before = max(0, -spare) // 2
        pads = [before, max(0, -spare) - before, *pads]
    image, mask = case.image[tuple(window)], case.mask[tuple(window)]
    return functional.pad(image, pads), functional.pad(mask, pads)
