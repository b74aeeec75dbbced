"""What hardware does to a computation, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from models.errors import DeviceLost, ModelProblem, OutOfMemory, StorageProblem
from models.inference.memory import is_out_of_memory

_FAULTS = re.compile(
    r"STATUS_(EXECUTION_FAILED|INTERNAL_ERROR)|^CUDA (driver )?error: (?!CU\w+_STATUS_)"
)
"""How it is said where torch has no class for it: when the card fails under cuBLAS or cuDNN, and by what
raises a plain RuntimeError. Their other states, such as an invalid value, are faults of a program."""


@contextmanager
def device_faults(when: str = "") -> Iterator[None]:
    """Raises DeviceLost for what a driver raises; running out of memory passes through.

    A GPU tells of a fault at the next call that waits for it, which may be any: this belongs around
    all that one answer takes, up to its numbers on the CPU.
    """
    try:
        yield
    except RuntimeError as error:
        if not _is_of_the_device(error):
            raise
        first_line = (str(error).splitlines() or ["no reason given"])[0].rstrip(".")
        raise DeviceLost(f"The device stopped answering{when}: {first_line}.") from error


def in_words(error: Exception) -> tuple[str, str]:
    """Code and message of whatever ended a computation, for who waits for its last word."""
    if isinstance(error, ModelProblem):
        return error.code, error.message
    if is_out_of_memory(error):
        return OutOfMemory.code, "The memory is used up."
    if isinstance(error, OSError):
        return StorageProblem.code, f"A file or folder cannot be used: {error}."
    return "internal", f"{type(error).__name__}: {error}"


def _is_of_the_device(error: RuntimeError) -> bool:
    if is_out_of_memory(error):
        return False
    return isinstance(error, torch.AcceleratorError) or bool(_FAULTS.search(str(error)))
