"""Several processes that train one network, as `torchrun` starts them; one process without it.

    torchrun --nproc-per-node 4 -m models.training REQUEST.json

Every process reads the same request and dataset. The first one alone writes, reports and validates.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import distributed, nn

from models.errors import RequestProblem

T = TypeVar("T")


@dataclass(frozen=True)
class Team:
    """This process among those that train together."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def leads(self) -> bool:
        """Whether this process writes and reports."""
        return self.rank == 0

    def device(self, wanted: torch.device) -> torch.device:
        """One card each, where there are cards."""
        if self.size == 1 or wanted.type != "cuda":
            return wanted
        torch.cuda.set_device(self.local_rank)
        return torch.device("cuda", self.local_rank)

    def wrap(self, network: nn.Module) -> nn.Module:
        """A module whose backward pass averages the gradients of all."""
        return nn.parallel.DistributedDataParallel(network) if self.size > 1 else network

    def agree(self, value: int) -> int:
        """What the first process has: a clock says something else in each."""
        if self.size == 1:
            return value
        box: list[int] = [value]
        distributed.broadcast_object_list(box, src=0)
        return box[0]

    def first(self, work: Callable[[], T]) -> T:
        """The first process does it, then the others, who find what it left on the disk."""
        if not self.leads:
            self.wait()
        result = work()
        if self.leads:
            self.wait()
        return result

    def wait(self) -> None:
        """Until all have come here."""
        if self.size > 1:
            distributed.barrier()


def _size() -> int:
    said = os.environ.get("WORLD_SIZE", "1")
    wrong = [name for name in ("RANK", "MASTER_PORT") if not os.environ.get(name, "").isdigit()]
    wrong += [] if os.environ.get("MASTER_ADDR") else ["MASTER_ADDR"]
    if said == "1" or (said.isdigit() and said != "0" and not wrong):
        return int(said)
    raise RequestProblem(
        f"WORLD_SIZE is {said!r}, and {wrong or ['WORLD_SIZE']} cannot be used: several processes are "
        "started by torchrun, which sets these variables; for one, unset WORLD_SIZE."
    )


@contextmanager
def team(*, cuda: bool) -> Iterator[Team]:
    """Join the others that torchrun started (its variables say how many); leave at the end.

    Raises:
        RequestProblem: WORLD_SIZE is there without the rest, as when somebody set it by hand.
    """
    size = _size()
    if size == 1:
        yield Team()
        return
    distributed.init_process_group("nccl" if cuda else "gloo")
    try:
        yield Team(distributed.get_rank(), size, int(os.environ.get("LOCAL_RANK", "0")))
    finally:
        distributed.destroy_process_group()
