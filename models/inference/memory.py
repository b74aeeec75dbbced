"""What is tried when a volume does not fit the memory, and giving memory back."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import torch

from models.errors import OutOfMemory
from models.spec import ModelSpec, Triple

T = TypeVar("T")

ONE_PASS_PATCHES = 3.0
"""For somebody who waits, a volume of up to this many patches is looked at whole."""


@dataclass(frozen=True)
class Layout:
    """How volumes go through the network.

    Attributes:
        window: (z, y, x) voxels; None takes the whole, padded volume in one pass.
        batch: pieces at once.
        sums_on_cpu: where the sums of windows are kept.
    """

    window: Triple | None
    batch: int
    sums_on_cpu: bool = False


def layouts(spec: ModelSpec, *, one_pass: bool, batch: int) -> Iterator[Layout]:
    """The one that is wanted, then ever more frugal ones."""
    yield Layout(None if one_pass else spec.patch, batch)
    window = spec.patch
    while True:
        yield Layout(window, 1, sums_on_cpu=True)
        smaller = _halved(window, spec.network.divisor)
        if smaller == window:
            return
        window = smaller


def first_that_fits(choices: Iterator[Layout], work: Callable[[Layout], T]) -> T:
    """The result of `work` with the first layout that the memory has room for.

    Raises:
        OutOfMemory: none does.
    """
    tried: list[Layout] = []
    for layout in choices:
        tried.append(layout)
        try:
            return work(layout)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        give_back()  # outside the handler: the traceback held the tensors
    raise OutOfMemory(
        f"The volume does not fit the memory; tried down to windows of {tried[-1].window}."
    )


_WORDS = ("can't allocate memory", "CUDA error: out of memory", "STATUS_ALLOC_FAILED")


def is_out_of_memory(error: BaseException) -> bool:
    """CUDA's cache has a class for it; its driver, its libraries and the CPU's allocator say it in words."""
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, RuntimeError) and any(words in str(error) for words in _WORDS)
    )


def give_back() -> None:
    """What torch keeps for later use goes back to the device."""
    gc.collect()
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()


def _halved(window: Triple, divisor: Triple) -> Triple:
    """On each axis a multiple of the strides' product, at least one."""
    z, y, x = (max(d, side // 2 // d * d) for side, d in zip(window, divisor, strict=True))
    return (z, y, x)
