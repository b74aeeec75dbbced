"""What hardware does to a training run, in words; the checkpoint stays for the next attempt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from models.errors import DeviceLost


@contextmanager
def device_faults(step: int) -> Iterator[None]:
    """Raises DeviceLost for what a driver raises; running out of memory passes through."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except torch.AcceleratorError as error:
        first_line = (str(error).splitlines() or ["no reason given"])[0].rstrip(".")
        raise DeviceLost(
            f"The device stopped answering at step {step}: {first_line}. "
            "The last checkpoint is kept: the same request goes on from it."
        ) from error
