"""The one way from a source volume to what the network sees, for training and inference alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem
from models.labelmap import IGNORE, channel_numbers
from models.spec import ModelSpec, Normalisation
from models.transforms.normalise import normalise
from models.transforms.resample import planned_shape, resample_image, slice_axis
from models.transforms.resample_mask import resample_mask


def with_channels(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(z, y, x) or (c, z, y, x) -> (c, z, y, x)."""
    return image[None] if image.ndim == 3 else image


def prepare_image(
    image: NDArray[np.float32], spacing: Sequence[float], spec: ModelSpec
) -> NDArray[np.float32]:
    """Modality units at `spacing` mm -> normalised float32 (c, z, y, x) on the planned grid.

    Args:
        image: (z, y, x) or (c, z, y, x).
        spacing: mm (z, y, x).
        spec: of the network.

    Raises:
        InputProblem: another number of channels than the network has, or values not finite.
    """
    channels = with_channels(image)
    if len(channels) != spec.in_channels:
        raise InputProblem(
            f"The image has {len(channels)} channels, the model expects {spec.in_channels}.",
            code="wrong_channels",
        )
    shape = planned_shape(channels.shape[1:], spacing, spec.spacing)
    through = slice_axis(spacing, spec.spacing)
    return np.stack(
        [
            resample_image(_scaled(channel, spec.normalisation_of(number)), shape, through)
            for number, channel in enumerate(channels)
        ]
    )


def prepare_mask(
    mask: NDArray[np.uint8], spacing: Sequence[float], spec: ModelSpec
) -> NDArray[np.uint8]:
    """A mask at `spacing` mm -> what the loss compares with, on the planned grid; IGNORE stays.

    Softmax: label values (z, y, x) -> channel numbers (1, z, y, x); IGNORE of a label that the network
    does not know.
    Sigmoid: 0 / 1 (k, z, y, x), one per label but the background -> the same.
    """
    shape = planned_shape(mask.shape[-3:], spacing, spec.spacing)
    through = slice_axis(spacing, spec.spacing)
    if spec.head == "sigmoid":
        return np.stack([resample_mask(label, shape, (0, 1, IGNORE), through) for label in mask])
    numbers = channel_numbers(mask, spec.label_values)
    return resample_mask(numbers, shape, (*range(spec.classes), IGNORE), through)[None]


def _scaled(channel: NDArray[np.float32], how: Normalisation) -> NDArray[np.float32]:
    """Before resampling: one voxel of metal must not bleed into its neighbours at full height."""
    return normalise(np.ascontiguousarray(channel, dtype=np.float32), how)
