"""Device and number format."""

from __future__ import annotations

import torch

from models.errors import RequestProblem


def choose_device(name: str | None = None) -> torch.device:
    """The named device, or CUDA when there, else the CPU.

    Raises:
        RequestProblem: this machine has none of that name.
    """
    cards = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    here = ["cuda", *cards, "cpu"] if torch.cuda.is_available() else ["cpu"]
    if name is not None and name not in here:
        raise RequestProblem(f"device is {name!r:.100}, expected one of {here} on this machine.")
    return torch.device(name or here[0])


def trains_in_bf16(device: torch.device) -> bool:
    """Whether to train in bf16: on CUDA, and on a CPU with instructions for it.

    Decided by the hardware and not by a stopwatch, so that two runs on one machine are alike. The
    gain on a CPU with AVX512-BF16 is a factor of 3 (docs/benchmarks.md); one that has to imitate
    bf16 would be slower than in float32.
    """
    return device.type == "cuda" or bool(torch.cpu._is_avx512_bf16_supported())


def infers_in_bf16(device: torch.device) -> bool:
    """Whether to predict in bf16: where the device has instructions for it (AVX512-BF16, AMX, Ampere on)."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported())


def autocast(device: torch.device, *, bf16: bool | None = None) -> torch.autocast:
    """Mixed precision in bf16; left open, on CUDA only."""
    enabled = device.type == "cuda" if bf16 is None else bf16
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=enabled)
