"""One image in, labels and probabilities on its own grid out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.checkpoints import load_weights
from models.errors import InputProblem, NetworkProblem
from models.faults import device_faults
from models.inference.back import labels_on
from models.inference.members import Members, each_member
from models.inference.memory import (
    Layout,
    first_that_fits,
    is_out_of_memory,
    layouts,
)
from models.inference.prediction import Prediction
from models.inference.runner import Runner
from models.inference.sums import Sums
from models.inference.windows import Forward, Seen, in_windows, nothing_between, pad_to
from models.networks.build import build_network
from models.planning.memory import check_room
from models.precision import choose_device, infers_in_bf16
from models.spec import ModelSpec, Normalisation, Triple
from models.transforms.prepare import prepare_image

CUDA_BATCH = 4
Between = Callable[[], None]


@dataclass(frozen=True)
class Ready:
    """A volume as the network wants it: float32 (c, z, y, x), and its shape before."""

    image: NDArray[np.float32]
    source: Triple


class Predictor:
    """A loaded network on a device; not safe to call from two threads at once.

    Args:
        bf16: None for bf16 where the device has it; the masks are the same within the spread of
            float32 (docs/benchmarks.md).
    """

    def __init__(
        self,
        network: nn.Module,
        spec: ModelSpec,
        device: torch.device,
        *,
        bf16: bool | None = None,
    ) -> None:
        self.spec = spec
        self.device = device
        self.runner = Runner(
            network,
            device,
            bf16=infers_in_bf16(device) if bf16 is None else bf16,
            batch=CUDA_BATCH if device.type == "cuda" else 1,
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
        normalisation: Sequence[Normalisation] = (),
        quick: bool = False,
        members: Members | None = None,
        between: Between = nothing_between,
    ) -> Prediction:
        """Segment one volume.

        Args:
            image: float32 (z, y, x) or (c, z, y, x) in modality units.
            spacing: mm (z, y, x).
            normalisation: of each channel in place of the spec's, for a part of a volume; see
                `absolute`.
            quick: for somebody who waits: in one pass, however large.
            members: whose mean is wanted; None asks the network once.
            between: called between two batches of windows, and between members.

        Raises:
            InputProblem: other axes, an empty axis, a spacing that is not positive or makes more
                voxels than the memory has room for, or values that are not finite.
            NetworkProblem, OutOfMemory, DeviceLost: no answer came out.
        """
        ready = self.prepare(image, spacing, normalisation=normalisation)
        return self.answer(ready, quick=quick, members=members, between=between)

    def prepare(
        self,
        image: NDArray[np.float32],
        spacing: Sequence[float],
        *,
        normalisation: Sequence[Normalisation] = (),
    ) -> Ready:
        """The part of a prediction that needs no device; may run in another thread."""
        source = _checked_shape(image, spacing, self.spec.in_channels)
        check_room(source, spacing, self.spec)
        spec = self.spec
        if normalisation:
            spec = replace(spec, channel_normalisations=tuple(normalisation))
        prepared = prepare_image(image, spacing, spec)
        return Ready(prepared, source)

    @device_faults()
    @torch.inference_mode()
    def answer(
        self,
        ready: Ready,
        *,
        quick: bool = False,
        members: Members | None = None,
        between: Between = nothing_between,
    ) -> Prediction:
        """What the network says of a prepared volume; raises as `predict` does, but InputProblem."""
        tensor = torch.from_numpy(ready.image)[None].to(self.device)
        see = partial(self._see, tensor, quick=quick, between=between)
        if members is None:
            seen = see(self.runner)
            return self.prediction(ready, self.probabilities(seen.logits[0]), seen.features[0])
        sums, features = Sums(sigmoid=self.spec.head == "sigmoid"), None
        for forward in each_member(members, self.runner, self.spec):
            if features is not None:
                between()
            seen = see(forward)
            features = seen.features[0] if features is None else features
            sums.add(self.probabilities(seen.logits[0]))
        if features is None:
            raise ValueError("There is no member.")
        return self.prediction(ready, sums.mean, features, sums)

    @device_faults()
    @torch.inference_mode()
    def answer_together(self, batch: Sequence[Ready]) -> list[Prediction] | None:
        """Small volumes of one padded shape in one pass; None when they do not fit the memory.

        Raises:
            NetworkProblem, DeviceLost: no answer came out.
        """
        pieces = [pad_to(torch.from_numpy(one.image)[None], self._padded_of(one)) for one in batch]
        try:
            seen = self.runner(torch.cat([piece for piece, _ in pieces]).to(self.device))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            return None
        return [
            self.prediction(one, self.probabilities(logits[inside[1:]]), features)
            for one, (_, inside), logits, features in zip(
                batch, pieces, seen.logits, seen.features, strict=True
            )
        ]

    def fits_one_pass(self, shape: Sequence[int]) -> bool:
        """Whether a volume (z, y, x) on the network's grid is one window.

        A larger one in one pass would take half the time, but a network that has not learned for
        long is worse at it: its instance norm has only seen patches (docs/decisions/0034).
        """
        return self.padded_shape(shape) == self.spec.patch

    def padded_shape(self, shape: Sequence[int]) -> Triple:
        """At least the patch, and a multiple of the strides' product on each axis."""
        z, y, x = (
            max(p, math.ceil(n / d) * d)
            for n, p, d in zip(shape, self.spec.patch, self.spec.network.divisor, strict=True)
        )
        return (z, y, x)

    def _padded_of(self, ready: Ready) -> Triple:
        return self.padded_shape(ready.image.shape[1:])

    def probabilities(self, logits: torch.Tensor) -> torch.Tensor:
        """(C, z, y, x) -> the same, calibrated.

        Raises:
            NetworkProblem: they are not finite.
        """
        logits = logits / self.spec.temperature
        found = torch.sigmoid(logits) if self.spec.head == "sigmoid" else logits.softmax(dim=0)
        if not bool(torch.isfinite(found).all()):
            raise NetworkProblem("The network's answer is not finite: its weights are damaged.")
        return found

    def prediction(
        self,
        ready: Ready,
        probabilities: torch.Tensor,
        features: torch.Tensor,
        sums: Sums | None = None,
    ) -> Prediction:
        """From the network's grid (C, z, y, x) to the source's."""
        return Prediction(
            labels=labels_on(ready.source, probabilities, self.spec).cpu().numpy(),
            planned=probabilities.cpu().numpy(),
            planned_entropy=sums.expected_entropy.cpu().numpy() if sums else None,
            pairwise_dice=sums.pairwise_dice if sums else None,
            embedding=features.cpu().numpy(),
        )

    def _see(
        self, tensor: torch.Tensor, forward: Forward, *, quick: bool, between: Between
    ) -> Seen:
        """In one pass where it is one window or somebody waits, else in windows."""
        one_pass = quick or self.fits_one_pass(tensor.shape[2:])

        def look(layout: Layout) -> Seen:
            if layout.window is None:
                return self.one_pass(tensor, forward)
            return in_windows(
                tensor,
                forward,
                patch=layout.window,
                overlap=self.spec.overlap,
                batch=layout.batch,
                sums_on=torch.device("cpu") if layout.sums_on_cpu else None,
                between=between,
            )

        choices = layouts(self.spec, one_pass=one_pass, batch=self.runner.batch)
        return first_that_fits(choices, look)

    def one_pass(self, tensor: torch.Tensor, forward: Forward) -> Seen:
        """(N, c, z, y, x) of one shape, padded."""
        padded, inside = pad_to(tensor, self.padded_shape(tensor.shape[2:]))
        seen = forward(padded)
        return Seen(seen.logits[inside], seen.features)


def _checked_shape(image: NDArray[np.float32], spacing: Sequence[float], channels: int) -> Triple:
    if image.ndim not in (3, 4) or 0 in image.shape:
        raise InputProblem(
            f"The image has shape {image.shape}, expected (z, y, x) or (c, z, y, x), none empty."
        )
    found = image.shape[0] if image.ndim == 4 else 1
    if found != channels:
        raise InputProblem(
            f"The image has {found} channels, expected {channels}.", code="wrong_channels"
        )
    if len(spacing) != 3 or not all(math.isfinite(s) and s > 0 for s in spacing):
        raise InputProblem(
            f"The spacing is {tuple(spacing)}, expected three values above 0 (z, y, x) in mm."
        )
    z, y, x = image.shape[-3:]
    return (z, y, x)
