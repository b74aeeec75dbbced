"""What a training step takes of the memory, without building the network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import torch

from models.errors import InputProblem
from models.spec import ModelSpec, NetworkSpec
from models.transforms.resample import planned_shape

GIB = 1 << 30
CGROUP = Path("/sys/fs/cgroup")

KEPT_PER_LEVEL = {"dynunet": 10, "resunet": 11}
"""Feature maps of each level that wait for the backward pass: two per convolution, four of those,
and the two that the decoder joins; counted on saved tensors, and held to that by a test."""
IN_WORK = 3
"""Maps of the finest level in work beside them: gradients, and what a convolution unfolds."""
OPTIMISER = 16
"""Bytes per weight: itself, its gradient and two moments in float32."""
LOSS_MAPS = 4
"""Float32 maps per output channel: logits, their softmax, its logarithm and the gradient."""
FIXED = 1 * GIB // 2
"""The runtime itself."""


def training_bytes(spec: ModelSpec, batch: int, *, bf16: bool) -> int:
    """Estimate for one step on `batch` patches; with `bf16`, features and weight copies in 16 bits."""
    network = spec.network
    width = 2 if bf16 else 4
    voxels = _voxels_by_level(spec)
    maps = sum(n * f for n, f in zip(voxels, network.filters, strict=True))
    features = KEPT_PER_LEVEL[network.name] * maps + IN_WORK * voxels[0] * network.filters[0]
    outputs = spec.classes * (1 + network.deep_supervision) * voxels[0] * LOSS_MAPS
    weights = weight_count(network, spec.in_channels, spec.classes)
    return (
        batch * (features * width + outputs * 4)
        + weights * (OPTIMISER + (2 if bf16 else 0))
        + FIXED
    )


def weight_count(network: NetworkSpec, in_channels: int, classes: int) -> int:
    """Of the convolutions; norms and biases are a thousandth of them."""
    count = network.filters[0] * classes
    below = in_channels
    for level, (filters, kernel) in enumerate(zip(network.filters, network.kernels, strict=True)):
        count += math.prod(kernel) * filters * (below + filters)
        if level:
            count += math.prod(network.strides[level]) * filters * below
            count += math.prod(network.kernels[level]) * below * 3 * below
        below = filters
    return count


def memory_at_hand(device: torch.device) -> int:
    """Bytes that are free now: on the card, or of the machine as far as its container allows."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return int(free)
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    known = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
    return min(known["MemAvailable"], left_in_container())


def check_room(shape: Sequence[int], spacing: Sequence[float], spec: ModelSpec) -> None:
    """Whether an image of `shape` at `spacing` mm (z, y, x) can be held on the planned grid.

    A spacing in the wrong unit makes billions of voxels: a process would be killed for them.

    Raises:
        InputProblem: "too_large".
    """
    planned = planned_shape(shape, spacing, spec.spacing)
    needed = math.prod(planned) * 4 * (2 * spec.in_channels + spec.classes)
    free = memory_at_hand(torch.device("cpu"))
    if needed > free:
        raise InputProblem(
            f"At a spacing of {_times(spacing)} mm (z, y, x) its {_times(shape)} voxels become "
            f"{_times(planned)} on the model's grid: that needs {needed / GIB:,.1f} GiB, and "
            f"{free / GIB:,.1f} are free.",
            code="too_large",
        )


def _times(values: Sequence[float]) -> str:
    return " x ".join(f"{value:g}" for value in values)


def left_in_container(group: Path = CGROUP) -> int:
    """By cgroup v2, in bytes; without a limit, as much as anybody could have.

    What it has read of files counts as used until somebody needs the room, so it is free.
    """
    try:
        limit = (group / "memory.max").read_text(encoding="ascii").strip()
        used = int((group / "memory.current").read_text(encoding="ascii"))
        lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
        known = dict(line.split() for line in lines)
        of_files = int(known["active_file"]) + int(known["inactive_file"])
    except (OSError, ValueError, KeyError):
        return 1 << 62
    return 1 << 62 if limit == "max" else max(0, int(limit) - used + of_files)


def _voxels_by_level(spec: ModelSpec) -> list[int]:
    size, found = list(spec.patch), []
    for stride in spec.network.strides:
        size = [math.ceil(n / s) for n, s in zip(size, stride, strict=True)]
        found.append(math.prod(size))
    return found
