"""Several words on one volume: test-time augmentation, MC dropout, an ensemble of checkpoints."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import nn

from models.checkpoints import load_weights
from models.errors import SpecProblem
from models.inference.runner import Runner
from models.inference.windows import Forward, Seen
from models.networks.build import build_network
from models.spec import ModelSpec

GAMMA = 0.3
NOISE = 0.1
MOST_MEMBERS = 255
"""Votes are counted in one byte."""


@dataclass(frozen=True)
class Members:
    """Which members speak. `seed` decides what they draw, so that the same question has one answer.

    Attributes:
        kind: "tta" looks at flips along the spec's `mirror_axes`, the volume as it is first; a
            network that must not be shown flips sees other contrasts and noise (gain and offset
            would be undone by the first instance norm). "dropout" lets the dropout layers drop, as
            in training, and leaves everything else as it is. "ensemble" asks this network, then the
            same with each of `weights`.
        count: how many; of flips there are no more than 2 to the number of axes.
    """

    kind: Literal["tta", "dropout", "ensemble"]
    count: int = 8
    weights: tuple[Path, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_MEMBERS:
            raise ValueError(f"A prediction has 1 to {MOST_MEMBERS} members, got {self.count}.")

    @classmethod
    def tta(cls, count: int = 8, *, seed: int = 0) -> Members:
        return cls("tta", count, seed=seed)

    @classmethod
    def dropout(cls, count: int = 10, *, seed: int = 0) -> Members:
        return cls("dropout", count, seed=seed)

    @classmethod
    def ensemble(cls, weights: tuple[Path, ...]) -> Members:
        """Besides the network's own weights, these; all of one spec."""
        return cls("ensemble", 1 + len(weights), weights)


def each_member(members: Members, runner: Runner, spec: ModelSpec) -> Iterator[Forward]:
    """One forward pass for each member, to be used before the next one is asked for.

    Raises:
        SpecProblem: MC dropout of a network without dropout.
        WeightsProblem: an ensemble's weights do not fit the spec.
    """
    if members.kind == "tta":
        yield from _augmented(members, runner, spec)
    elif members.kind == "dropout":
        yield from _dropped(members, runner)
    else:
        yield from _ensemble(members, runner, spec)


def _augmented(members: Members, runner: Runner, spec: ModelSpec) -> Iterator[Forward]:
    axes = [axis for axis in spec.mirror_axes if spec.patch[axis] > 1]
    if axes:
        flips = [flip for n in range(len(axes) + 1) for flip in itertools.combinations(axes, n)][
            : members.count
        ]
        yield from (_flipped(runner, flip) for flip in flips)
        return
    rng = np.random.default_rng(members.seed)
    yield runner
    for _ in range(members.count - 1):
        yield _changed(
            runner,
            gamma=math.exp(float(rng.uniform(-GAMMA, GAMMA))),
            noise=float(rng.uniform(0, NOISE)),
            seed=int(rng.integers(2**62)),
        )


def _flipped(runner: Runner, axes: tuple[int, ...]) -> Forward:
    dims = [axis + 2 for axis in axes]

    def forward(images: torch.Tensor) -> Seen:
        seen = runner(images.flip(dims))
        return Seen(seen.logits.flip(dims), seen.features)

    return forward


def _changed(runner: Runner, *, gamma: float, noise: float, seed: int) -> Forward:
    """Another contrast within each piece's own range, and noise in units of the normalised image."""

    def forward(images: torch.Tensor) -> Seen:
        low = images.amin(dim=(2, 3, 4), keepdim=True)
        span = (images.amax(dim=(2, 3, 4), keepdim=True) - low).clamp_min(1e-6)
        generator = torch.Generator(device=images.device).manual_seed(seed)
        grain = torch.randn(images.shape[1:], generator=generator, device=images.device)
        return runner(((images - low) / span).pow(gamma) * span + low + noise * grain)

    return forward


def _dropped(members: Members, runner: Runner) -> Iterator[Forward]:
    layers = [
        layer
        for layer in runner.network.modules()
        if isinstance(layer, (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)) and layer.p > 0
    ]
    if not layers:
        raise SpecProblem("MC dropout needs a network that was trained with dropout.")
    devices = [runner.device] if runner.device.type == "cuda" else []
    for number in range(members.count):
        seeds = np.random.default_rng([members.seed, number])

        def forward(images: torch.Tensor, seeds: np.random.Generator = seeds) -> Seen:
            with torch.random.fork_rng(devices), _in_training(layers):
                torch.manual_seed(int(seeds.integers(2**62)))
                return runner(images)

        yield forward


@contextmanager
def _in_training(layers: Sequence[nn.Module]) -> Iterator[None]:
    for layer in layers:
        layer.train()
    try:
        yield
    finally:
        for layer in layers:
            layer.eval()


def _ensemble(members: Members, runner: Runner, spec: ModelSpec) -> Iterator[Forward]:
    """One further network on the device, whatever the number of weights."""
    yield runner
    if not members.weights:
        return
    network = build_network(spec)
    other = Runner(network, runner.device, bf16=runner.bf16, batch=runner.batch)
    for path in members.weights:
        load_weights(path, network, spec)
        yield other
