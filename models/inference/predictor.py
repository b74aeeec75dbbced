"""One image in, labels and probabilities on its own grid out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from monai.inferers.inferer import SlidingWindowInferer
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from models.checkpoints import load_weights
from models.errors import InputProblem
from models.networks.build import build_network
from models.precision import autocast, choose_device, trains_in_bf16
from models.spec import ModelSpec, Normalisation, Triple
from models.transforms.prepare import prepare_image
from models.transforms.resample import resample_channels

ONE_PASS_PATCHES = 3.0
"""A volume of up to this many patches is run in one padded pass: faster than windows, no seams."""


@dataclass(frozen=True)
class Prediction:
    """What the network says, on the source's grid.

    Attributes:
        labels: uint8 (z, y, x), label VALUES (not channel numbers).
        probabilities: float32 (C, z, y, x), softmax; channel 0 is background.
    """

    labels: NDArray[np.uint8]
    probabilities: NDArray[np.float32]


class Predictor:
    """A loaded network on a device; not safe to call from two threads at once."""

    def __init__(self, network: nn.Module, spec: ModelSpec, device: torch.device) -> None:
        self.spec = spec
        self.device = device
        self._network = network.to(device).eval()
        self._windows = SlidingWindowInferer(
            roi_size=spec.patch, sw_batch_size=1, overlap=spec.overlap, mode="gaussian"
        )

    @classmethod
    def load(cls, weights: Path, spec: ModelSpec, device: str | None = None) -> Predictor:
        """Build the network and fill it; `device` None takes CUDA when there.

        Raises:
            WeightsProblem: the weights do not fit the spec.
        """
        network = build_network(spec)
        load_weights(weights, network, spec)
        return cls(network, spec, choose_device(device))

    def predict(
        self,
        image: NDArray[np.float32],
        spacing: Sequence[float],
        *,
        normalisation: Normalisation | None = None,
        quick: bool = False,
    ) -> Prediction:
        """Segment one volume.

        Args:
            image: float32 (z, y, x) in modality units.
            spacing: mm (z, y, x).
            normalisation: in place of the spec's, for a part of a volume; see `absolute`.
            quick: for somebody who waits: in one pass, in bf16 where training would be.

        Returns:
            Labels and probabilities of exactly the image's shape.

        Raises:
            InputProblem: not three axes, an empty axis, a spacing that is not positive, or values
                that are not finite.
        """
        source = _checked_shape(image, spacing)
        how = replace(self.spec, normalisation=normalisation or self.spec.normalisation)
        ready = prepare_image(image, spacing, how)
        probabilities = resample_channels(self._probabilities(ready, quick=quick), source)
        values = torch.tensor(self.spec.label_values, dtype=torch.uint8)
        labels = values[probabilities.argmax(dim=0).cpu()]
        return Prediction(labels=labels.numpy(), probabilities=probabilities.cpu().numpy())

    @torch.inference_mode()
    def _probabilities(self, ready: NDArray[np.float32], *, quick: bool) -> torch.Tensor:
        """Softmax (C, z, y, x) on the planned grid."""
        tensor = torch.from_numpy(ready)[None, None].to(self.device)
        padded = _padded_shape(ready.shape, self.spec)
        bf16 = trains_in_bf16(self.device) if quick else None
        with autocast(self.device, bf16=bf16):
            if quick or math.prod(padded) <= ONE_PASS_PATCHES * math.prod(self.spec.patch):
                logits = self._one_pass(tensor, padded)
            else:
                logits = self._in_windows(tensor)
        return torch.softmax(logits[0].float(), dim=0)

    def _in_windows(self, tensor: torch.Tensor) -> torch.Tensor:
        logits = self._windows(tensor, self._network)
        if not isinstance(logits, torch.Tensor):
            raise InputProblem("The network gave several outputs, expected one.")
        return logits

    def _one_pass(self, tensor: torch.Tensor, padded: Triple) -> torch.Tensor:
        pads: list[int] = []
        crop: list[slice] = [slice(None), slice(None)]
        for size, wanted in zip(tensor.shape[2:], padded, strict=True):
            before = (wanted - size) // 2
            pads = [before, wanted - size - before, *pads]
            crop.append(slice(before, before + size))
        logits: torch.Tensor = self._network(functional.pad(tensor, pads))
        return logits[tuple(crop)]


def _padded_shape(shape: Sequence[int], spec: ModelSpec) -> Triple:
    """At least the patch, and a multiple of the strides' product on each axis."""
    z, y, x = (
        max(p, math.ceil(n / d) * d)
        for n, p, d in zip(shape, spec.patch, spec.network.divisor, strict=True)
    )
    return (z, y, x)


def _checked_shape(image: NDArray[np.float32], spacing: Sequence[float]) -> Triple:
    if image.ndim != 3 or 0 in image.shape:
        raise InputProblem(f"The image has shape {image.shape}, expected (z, y, x), none empty.")
    if len(spacing) != 3 or not all(math.isfinite(s) and s > 0 for s in spacing):
        raise InputProblem(
            f"The spacing is {tuple(spacing)}, expected three values above 0 (z, y, x) in mm."
        )
    z, y, x = image.shape
    return (z, y, x)
