"""The one way from a source volume to what the network sees, for training and inference alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.labelmap import channel_numbers
from models.spec import ModelSpec
from models.transforms.normalise import normalise
from models.transforms.resample import planned_shape, resample_image, resample_mask


def prepare_image(
    image: NDArray[np.float32], spacing: Sequence[float], spec: ModelSpec
) -> NDArray[np.float32]:
    """Modality units (z, y, x) at `spacing` mm -> normalised float32 on the planned grid."""
    shape = planned_shape(image.shape, spacing, spec.spacing)
    resampled = resample_image(np.ascontiguousarray(image, dtype=np.float32), shape)
    return normalise(resampled, spec.normalisation)


def prepare_mask(
    mask: NDArray[np.uint8], spacing: Sequence[float], spec: ModelSpec
) -> NDArray[np.uint8]:
    """Label values (z, y, x) at `spacing` mm -> channel numbers uint8 on the planned grid."""
    shape = planned_shape(mask.shape, spacing, spec.spacing)
    return channel_numbers(resample_mask(mask, shape, spec.label_values), spec.label_values)
