"""Drafting a pool and one pre-label at a time, ours and plain MONAI in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from models.inference.pool import Load, predict_many
from models.inference.predictor import Predictor
from models.spec import ModelSpec
from tests.benchmarks.models.learner import mean_dice
from tests.benchmarks.models.machine import peak_memory, seconds
from tests.benchmarks.models.peer import Scorer
from tests.benchmarks.models.scans import Scan

TURN = 6
"""Cases that one drafts before the other's turn."""


@dataclass
class Arm:
    """One of the two: how it drafts many, and one; and what came of it."""

    name: str
    pool: Callable[[Sequence[Scan]], list[np.ndarray]]
    one: Callable[[Scan], object]
    pool_seconds: float = 0.0
    peak_mb: float = 0.0
    masks: dict[str, np.ndarray] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)


def arms(network: nn.Module, spec: ModelSpec, device: torch.device) -> tuple[Arm, Arm]:
    ours, theirs = Predictor(network, spec, device), Scorer(network, spec, device)

    def pool(scans: Sequence[Scan]) -> list[np.ndarray]:
        found = {one.key: one.result() for one in predict_many(ours, _loads(scans))}
        return [found[scan.name].labels for scan in scans]

    return (
        Arm("gyre", pool, lambda scan: ours.predict(*scan.read())),
        Arm(
            "monai",
            lambda scans: list(theirs.pool(scans)),
            lambda scan: theirs.mask(theirs.prepared(scan)),
        ),
    )


def score(pair: Sequence[Arm], pool: Sequence[Scan], device: torch.device, *, rounds: int) -> None:
    """Draft the pool `rounds` times, in turns of a few cases, the first turn of each not counted."""
    for arm in pair:
        arm.pool(pool[:2])
    for number in range(rounds):
        for first in range(0, len(pool), TURN):
            turn = pool[first : first + TURN]
            for arm in pair if number % 2 == 0 else reversed(pair):
                with peak_memory(device) as peak:
                    began = time.perf_counter()
                    masks = arm.pool(turn)
                    arm.pool_seconds += time.perf_counter() - began
                arm.peak_mb = max(arm.peak_mb, peak[0])
                arm.masks |= {scan.name: mask for scan, mask in zip(turn, masks, strict=True)}


def wait_for_one(pair: Sequence[Arm], scans: Sequence[Scan], device: torch.device) -> None:
    """How long somebody waits for one pre-label, from the file to the mask."""
    for scan in scans:
        for arm in pair:
            arm.latencies.append(seconds(lambda arm=arm, scan=scan: arm.one(scan), device))


def dice_of(arm: Arm, scans: Sequence[Scan], spec: ModelSpec) -> float:
    return mean_dice([arm.masks[scan.name] for scan in scans], scans, spec)


def _loads(scans: Sequence[Scan]) -> list[tuple[str, Load]]:
    return [(scan.name, scan.read) for scan in scans]
