"""A network on a device: number format, fixed batches, pooled features."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from models.errors import NetworkProblem
from models.inference.windows import Seen
from models.precision import autocast


class Runner:
    """Calls a network on up to `batch` pieces at once.

    On a GPU a smaller batch is filled up with zeros: kernels are chosen for one shape, and what comes
    out for a piece does not depend on how many came with it.
    """

    def __init__(
        self, network: nn.Module, device: torch.device, *, bf16: bool, batch: int = 1
    ) -> None:
        self.network = network.to(device).eval()
        self.device = device
        self.bf16 = bf16
        self.batch = batch
        self._features: torch.Tensor | None = None

    def __call__(self, images: torch.Tensor) -> Seen:
        """(N, c, z, y, x) -> logits float32 (N, C, z, y, x), features float32 (N, D).

        Raises:
            NetworkProblem: several outputs.
        """
        count = len(images)
        if self.device.type == "cuda" and count < self.batch:
            empty = images.new_zeros((self.batch - count, *images.shape[1:]))
            images = torch.cat([images, empty])
        with self._pooling(), autocast(self.device, bf16=self.bf16):
            logits = self.network(images)
        if not isinstance(logits, torch.Tensor):
            raise NetworkProblem("The network gave several outputs, expected one.")
        features = self._features
        if features is None:
            features = images.new_zeros((count, 0))
        return Seen(logits[:count].float(), features[:count])

    @contextmanager
    def _pooling(self) -> Iterator[None]:
        """The hook goes again: the network may be one that is still being trained."""
        self._features = None
        deepest = getattr(self.network, "bottleneck", None)
        if not isinstance(deepest, nn.Module):
            yield
            return
        hook = deepest.register_forward_hook(self._pool)
        try:
            yield
        finally:
            hook.remove()

    def _pool(self, _module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        """(N, D, z, y, x) -> (N, D)."""
        self._features = output.detach().float().mean(dim=(2, 3, 4))
