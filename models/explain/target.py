"""What a map explains: one number per class, out of whatever the network gives."""

from __future__ import annotations

import torch
from torch import nn

from models.errors import InputProblem


class InsideMask(nn.Module):
    """A segmentation network as one that classifies: the sum of each class' logits inside a mask.

    So a map for a class says which part of the image raised that class where it was drawn
    (Vinogradova et al. 2020, arXiv:2002.11434).
    """

    mask: torch.Tensor

    def __init__(self, network: nn.Module, mask: torch.Tensor) -> None:
        """`mask` bool (z, y, x), the voxels that are asked about; on the network's grid.

        Raises:
            InputProblem: the mask is empty: there is nothing to explain.
        """
        super().__init__()
        if not bool(mask.any()):
            raise InputProblem(
                "The mask to explain is empty, expected at least one voxel.", code="empty_mask"
            )
        self.network = network
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """float32 (N, c, z, y, x) -> (N, C)."""
        logits: torch.Tensor = self.network(image)
        if logits.shape[2:] != self.mask.shape:
            raise InputProblem(
                f"The mask has shape {tuple(self.mask.shape)}, expected {tuple(logits.shape[2:])}."
            )
        return logits[:, :, self.mask].sum(dim=2)
