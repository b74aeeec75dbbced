"""Training samples, drawn so that step n is the same whether or not the run was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.spec import ModelSpec, Triple
from models.training.dataset import DatasetIndex, LabeledCase, Split, read_case
from models.training.places import Places, find_places
from models.transforms.augment import AugmentRanges, apply, draw
from models.transforms.prepare import prepare_image, prepare_mask

FOREGROUND_SHARE = 0.5
"""Share of crops around a voxel of a label, where a case is larger than the patch."""


@dataclass(frozen=True)
class PreparedCase:
    """A case on the planned grid.

    Attributes:
        image: float32 (c, z, y, x), normalised.
        mask: uint8 (1, z, y, x) channel numbers, or (k, z, y, x) of 0 and 1; IGNORE in both.
        places: where to centre crops.
    """

    id: str
    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    places: Places


@dataclass(frozen=True)
class Batch:
    """Images float32 (N, C, z, y, x) and masks int64 as in a prepared case (N, 1 or K, z, y, x)."""

    images: torch.Tensor
    masks: torch.Tensor


def load_split(index: DatasetIndex, split: Split, spec: ModelSpec) -> list[PreparedCase]:
    """Read and prepare the cases of one split; raises DatasetProblem naming a bad one."""
    return [_prepare(read_case(index, entry), spec) for entry in index.of_split(split)]


def _prepare(case: LabeledCase, spec: ModelSpec) -> PreparedCase:
    mask = prepare_mask(case.mask, case.spacing, spec)
    return PreparedCase(
        id=case.id,
        image=prepare_image(case.image, case.spacing, spec),
        mask=mask,
        places=find_places(mask, spec),
    )


class Sampler:
    """Batches by step number: every case once per epoch, in an order seeded by (seed, epoch)."""

    def __init__(
        self, cases: Sequence[PreparedCase], spec: ModelSpec, *, seed: int, batch_size: int
    ) -> None:
        self._cases = cases
        self._patch = spec.patch
        self._seed = seed
        self._batch_size = batch_size
        self._ranges = AugmentRanges()

    def batch(self, step: int, device: torch.device) -> Batch:
        """The batch of this step, on the device; depends on nothing but seed and step."""
        rng = np.random.default_rng([self._seed, 1, step])
        first = step * self._batch_size
        chosen = [self._case_at(first + n) for n in range(self._batch_size)]
        pairs = [crop(case, self._patch, rng) for case in chosen]
        images = torch.from_numpy(np.stack([image for image, _ in pairs])).to(device)
        masks = torch.from_numpy(np.stack([mask for _, mask in pairs])).to(device)
        draws = [draw(rng, self._ranges, self._patch) for _ in chosen]
        images, moved = apply(images, masks.float(), draws)
        return Batch(images=images, masks=moved.long())

    def _case_at(self, position: int) -> PreparedCase:
        epoch, place = divmod(position, len(self._cases))
        order = np.random.default_rng([self._seed, 0, epoch]).permutation(len(self._cases))
        return self._cases[int(order[place])]


def crop(
    case: PreparedCase, patch: Triple, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A patch of image (c, z, y, x) and mask (1 or k, z, y, x).

    Axes that are too short are padded on both sides with 0 (the volume's mean, and background);
    axes that are too long are cut, half the time around a voxel of a label.
    """
    centre = case.places.draw(rng, foreground_share=FOREGROUND_SHARE)
    window: list[slice] = [slice(None)]
    pads: list[tuple[int, int]] = [(0, 0)]
    for axis, (size, wanted) in enumerate(zip(case.image.shape[1:], patch, strict=True)):
        spare = size - wanted
        start = 0
        if spare > 0 and centre is not None:
            start = int(np.clip(centre[axis] - rng.integers(wanted), 0, spare))
        elif spare > 0:
            start = int(rng.integers(spare + 1))
        window.append(slice(start, start + wanted))
        before = max(0, -spare) // 2
        pads.append((before, max(0, -spare) - before))
    return np.pad(case.image[tuple(window)], pads), np.pad(case.mask[tuple(window)], pads)
