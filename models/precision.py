"""Device and number format."""

from __future__ import annotations

import torch


def choose_device(name: str | None = None) -> torch.device:
    """The named device, or CUDA when there, else the CPU."""
    return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


def autocast(device: torch.device, *, bf16: bool | None = None) -> torch.autocast:
    """bf16 mixed precision: always on CUDA, on the CPU only when asked for."""
    enabled = device.type == "cuda" if bf16 is None else bf16
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=enabled)
