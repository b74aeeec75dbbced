"""Why a segmentation drew a label: a map of the surroundings of its mask, on the image's own grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import InputProblem
from models.explain.heat import Heat, HeatOf
from models.explain.target import InsideMask
from models.inference.predictor import Predictor
from models.inference.windows import pad_to
from models.spec import ModelSpec, Normalisation, Triple
from models.transforms.resample import resample_channels, slice_axis
from models.transforms.resample_mask import resample_mask

Window = tuple[slice, slice, slice]


@dataclass(frozen=True)
class Aim:
    """A segmentation network aimed at one label where it was drawn.

    Attributes:
        network: gives (1, C) of `seen`.
        seen: float32 (1, c, z, y, x), as the network sees it.
        inside: where the image lies in `seen` (N, c, z, y, x); the rest is padding.
        channel: number of the label's output.
    """

    network: InsideMask
    seen: torch.Tensor
    inside: tuple[slice, ...]
    channel: int


def window_around(mask: NDArray[np.bool_], spacing: Sequence[float], spec: ModelSpec) -> Window:
    """As much of the volume as the network learned from at once, around the middle of a mask.

    A larger mask is looked at around its voxel that is nearest to its middle.

    Args:
        mask: bool (z, y, x), not empty.
        spacing: mm (z, y, x).
        spec: of the network.

    Raises:
        InputProblem: the mask is empty.
    """
    voxels = np.argwhere(mask)
    if not len(voxels):
        raise InputProblem(
            "The mask to explain is empty, expected at least one voxel.", code="empty_mask"
        )
    low, high = voxels.min(axis=0), voxels.max(axis=0) + 1
    away = (voxels - voxels.mean(axis=0)) * np.asarray(spacing)
    nearest = voxels[np.square(away).sum(axis=1).argmin()]
    parts = []
    for axis, whole in enumerate(mask.shape):
        side = min(whole, ceil(spec.patch[axis] * spec.spacing[axis] / spacing[axis]))
        fits = high[axis] - low[axis] <= side
        middle = (low[axis] + high[axis]) // 2 if fits else nearest[axis]
        start = int(min(max(0, middle - side // 2), whole - side))
        parts.append(slice(start, start + side))
    z, y, x = parts
    return (z, y, x)


def aim_at(
    predictor: Predictor,
    image: NDArray[np.float32],
    mask: NDArray[np.bool_],
    spacing: Sequence[float],
    label: int,
    *,
    normalisation: Sequence[Normalisation] = (),
) -> Aim:
    """Ready to be explained.

    Args:
        predictor: the segmentation.
        image: float32 (z, y, x) or (c, z, y, x) in modality units, a window of a volume.
        mask: bool (z, y, x) of the same window, where the label was drawn.
        spacing: mm (z, y, x).
        label: its value.
        normalisation: of each channel in place of the spec's, for a part of a volume; see `absolute`.

    Raises:
        InputProblem: the network knows no such label, cannot take the image, or the mask has no voxel
            on its grid.
    """
    spec = predictor.spec
    if label not in spec.output_values:
        raise InputProblem(f"The model knows no label {label}.", code="unknown_label")
    ready = predictor.prepare(image, spacing, normalisation=normalisation)
    planned = _triple(ready.image.shape[1:])
    drawn = resample_mask(mask.astype(np.uint8), planned, (0, 1), slice_axis(spacing, spec.spacing))
    shape = predictor.padded_shape(planned)
    seen, inside = pad_to(torch.from_numpy(ready.image)[None], shape)
    where, _ = pad_to(torch.from_numpy(drawn == 1)[None, None], shape)
    network = InsideMask(predictor.runner.network, where[0, 0].to(predictor.device))
    return Aim(network, seen.to(predictor.device), inside, spec.output_values.index(label))


def explain_mask(aim: Aim, shape: Triple, heat_of: HeatOf) -> Heat:
    """float32 of `shape`, that of the window, in 0..1: what raised the label where it was drawn."""
    heat = heat_of(aim.network, aim.seen, aim.channel)[aim.inside[2:]]
    wide = resample_channels(torch.from_numpy(np.ascontiguousarray(heat))[None], shape)
    found: Heat = wide[0].clamp(0, 1).numpy()
    return found


def _triple(shape: Sequence[int]) -> Triple:
    z, y, x = shape
    return (z, y, x)
