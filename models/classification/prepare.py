"""The one way from a source image to what a classifier sees, for training and inference alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.classification.spec import ClassifierSpec
from models.errors import InputProblem
from models.transforms.normalise import normalise

Film = NDArray[np.float32]


def prepare_film(image: Film, spacing: Sequence[float], spec: ClassifierSpec) -> Film:
    """(c, y, x) at `spacing` mm (y, x) -> normalised float32 (c, *spec.size), proportions kept.

    What is over on the shorter side is filled with 0, the image's mean. A constant image becomes
    all zeros: it is answered, with what the network says to nothing.

    Raises:
        InputProblem: the wrong number of channels or axes, an empty axis, a spacing that is not
            positive, or values that are not finite.
    """
    _check(image, spacing, spec)
    channels = [normalise(channel[None], spec.normalisation)[0] for channel in image]
    inside = film_inside(image.shape[1:], spacing, spec.size)
    resized = functional.interpolate(
        torch.from_numpy(np.stack(channels))[None],
        size=[part.stop - part.start for part in inside],
        mode="bilinear",
        align_corners=False,
        antialias=True,
    )[0].numpy()
    padded = np.zeros((len(resized), *spec.size), np.float32)
    padded[(slice(None), *inside)] = resized
    return padded


def film_inside(
    shape: Sequence[int], spacing: Sequence[float], size: tuple[int, int]
) -> tuple[slice, slice]:
    """Where a film of `shape` pixels (y, x) lies in what the network sees, in its middle."""
    fitting = _fitting(shape, spacing, size)
    y, x = ((whole - part) // 2 for whole, part in zip(size, fitting, strict=True))
    return slice(y, y + fitting[0]), slice(x, x + fitting[1])


def _fitting(
    shape: Sequence[int], spacing: Sequence[float], size: tuple[int, int]
) -> tuple[int, int]:
    """The largest shape within `size` that has the image's proportions in mm."""
    extent = [n * s for n, s in zip(shape, spacing, strict=True)]
    scale = min(n / mm for n, mm in zip(size, extent, strict=True))
    y, x = (min(n, max(1, round(mm * scale))) for n, mm in zip(size, extent, strict=True))
    return (y, x)


def _check(image: Film, spacing: Sequence[float], spec: ClassifierSpec) -> None:
    if image.ndim != 3 or 0 in image.shape:
        raise InputProblem(f"The image has shape {image.shape}, expected (c, y, x), none empty.")
    if image.shape[0] != spec.in_channels:
        raise InputProblem(
            f"The image has {image.shape[0]} channels, expected {spec.in_channels}.",
            code="wrong_channels",
        )
    if len(spacing) != 2 or not all(np.isfinite(s) and s > 0 for s in spacing):
        raise InputProblem(
            f"The spacing is {tuple(spacing)}, expected two values above 0 (y, x) in mm."
        )
