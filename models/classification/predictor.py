"""One film in, a calibrated probability per finding out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.checkpoints import load_weights
from models.classification.augment import FilmRanges, apply_films, draw_film
from models.classification.calibration import calibrated
from models.classification.network import build_classifier, last_layer
from models.classification.prepare import prepare_film
from models.classification.spec import ClassifierSpec
from models.errors import InputProblem
from models.faults import device_faults
from models.precision import autocast, choose_device

CHUNK = 32
GENTLE = FilmRanges(
    rotation=4.0, scale=0.06, shift=0.02, gain=0.1, offset=0.1, gamma=0.1, noise=0.0
)
"""How far the members of a prediction look at the film apart from each other."""


@dataclass(frozen=True)
class Classification:
    """What the network says of one film.

    Attributes:
        probabilities: float32 (findings,), calibrated; the mean over members.
        member_probabilities: float32 (members, findings); the film as it is comes first.
        embedding: float32 (D,), the pooled features before the last layer.
    """

    probabilities: NDArray[np.float32]
    member_probabilities: NDArray[np.float32]
    embedding: NDArray[np.float32]


class ClassifierPredictor:
    """A loaded network on a device; not safe to call from two threads at once."""

    def __init__(self, network: nn.Module, spec: ClassifierSpec, device: torch.device) -> None:
        self.spec = spec
        self.device = device
        self._network = network.to(device).eval()

    @classmethod
    def load(
        cls, weights: Path, spec: ClassifierSpec, device: str | None = None
    ) -> ClassifierPredictor:
        """Build the network and fill it; `device` None takes CUDA when there.

        Raises:
            WeightsProblem: the weights do not fit the spec.
        """
        network = build_classifier(spec)
        load_weights(weights, network, spec)
        return cls(network, spec, choose_device(device))

    @property
    def network(self) -> nn.Module:
        """The loaded network, in eval mode."""
        return self._network

    def predict(
        self, image: NDArray[np.float32], spacing: Sequence[float], *, members: int = 1
    ) -> Classification:
        """Answer for one film.

        Args:
            image: float32 (c, y, x) in modality units.
            spacing: mm (y, x).
            members: how often it is looked at, each time moved and lit a little differently; the same
                for each film. Their disagreement is the model's own doubt.

        Raises:
            InputProblem: the film cannot be given to the network.
            DeviceLost: the GPU does not answer any more.
        """
        ready = torch.from_numpy(prepare_film(image, spacing, self.spec))
        logits, features = self.logits(_looks(ready, members))
        each = calibrated(logits, self.spec)
        return Classification(each.mean(axis=0), each, features[0])

    @device_faults()
    @torch.inference_mode()
    def logits(self, images: torch.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Prepared films (n, c, y, x) -> logits (n, findings) and features (n, D), not calibrated; raises DeviceLost."""
        logits: list[torch.Tensor] = []
        features: list[torch.Tensor] = []

        def keep(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            features.append(given[0].float().flatten(1).cpu())

        hook = last_layer(self._network).register_forward_pre_hook(keep)
        try:
            for start in range(0, len(images), CHUNK):
                part = images[start : start + CHUNK].to(self.device)
                with autocast(self.device):
                    logits.append(self._network(part).float().cpu())
        finally:
            hook.remove()
        return torch.cat(logits).numpy(), torch.cat(features).numpy()


def _looks(ready: torch.Tensor, members: int) -> torch.Tensor:
    """(c, y, x) -> (members, c, y, x): the film itself, then its gentle changes."""
    if members < 1:
        raise InputProblem(f"members is {members}, expected 1 or more.")
    rng = np.random.default_rng(0)
    draws = [draw_film(rng, GENTLE, ready.shape[1:]) for _ in range(members - 1)]
    film = ready[None]
    return torch.cat([film, *(apply_films(film, [one]) for one in draws)])
