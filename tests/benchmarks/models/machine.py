"""What the machine can do at best, and what the network asks of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from models.precision import autocast, infers_in_bf16
from models.spec import ModelSpec
from tests.benchmarks.models.race import peak_mb_of

MATMUL_SIDE = {"cpu": 2048, "cuda": 8192}


def synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


def seconds(work: Callable[[], object], device: torch.device) -> float:
    """Of one call, the device's work included."""
    synchronise(device)
    began = time.perf_counter()
    work()
    synchronise(device)
    return time.perf_counter() - began


def best_seconds(work: Callable[[], object], device: torch.device, times: int = 8) -> float:
    work()
    return min(seconds(work, device) for _ in range(times))


@torch.inference_mode()
def roofline(network: nn.Module, spec: ModelSpec, device: torch.device) -> dict[str, float]:
    """Forward passes of one patch beside the best matrix product of the same number format.

    Both are the best of eight: the share of what the machine can do, not of what others left of it.
    """
    bf16 = infers_in_bf16(device)
    dtype = torch.bfloat16 if bf16 else torch.float32
    side = MATMUL_SIDE[device.type]
    left, right = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    peak = 2 * side**3 / best_seconds(lambda: left @ right, device)
    batch = 4 if device.type == "cuda" else 1
    image = torch.randn(batch, spec.in_channels, *spec.patch, device=device)
    network = network.to(device).eval()
    counter = FlopCounterMode(display=False)
    with counter:
        network(image)

    def forward() -> None:
        with autocast(device, bf16=bf16):
            network(image)

    achieved = counter.get_total_flops() / best_seconds(forward, device)
    return {
        "peak_tflops": peak / 1e12,
        "forward_tflops": achieved / 1e12,
        "share": achieved / peak,
        "gflop_per_patch": counter.get_total_flops() / batch / 1e9,
    }


@contextmanager
def peak_memory(device: torch.device) -> Iterator[list[float]]:
    """Fills the list with MB: of the device, or of this process, at its highest inside."""
    found: list[float] = []
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
        yield found
        found.append(torch.cuda.max_memory_allocated() / 2**20)
        return
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5", encoding="ascii")
    yield found
    found.append(peak_mb_of(os.getpid()))
