"""What training minimises: soft Dice and cross-entropy, over the voxels that somebody judged."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from models.labelmap import IGNORE
from models.spec import ModelSpec

SMOOTH = 1e-5


class DiceCrossEntropy(nn.Module):
    """1 - mean soft Dice of the foreground channels + cross-entropy, coarser outputs at half weight each.

    The Dice of a channel is taken over the whole batch (as nnU-Net's batch Dice), so a sample that
    lacks a class does not teach that any voxel of it is a disaster. IGNORE voxels have no part in any
    sum: whatever the network says there, loss and gradient are the same. MONAI's masked losses
    multiply the logits instead, which leaves the ignored voxels in the cross-entropy.
    """

    def __init__(self, spec: ModelSpec) -> None:
        super().__init__()
        self._softmax = spec.head == "softmax"

    def forward(self, outputs: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """Logits (N, C, z, y, x), or (N, levels, C, z, y, x) finest first, and masks of a `Batch`."""
        levels = outputs.unbind(dim=1) if outputs.ndim == 6 else (outputs,)
        weights = [0.5**level for level in range(len(levels))]
        losses = [
            weight * self._one(logits.float(), masks)
            for weight, logits in zip(weights, levels, strict=True)
        ]
        return torch.stack(losses).sum() / sum(weights)

    def _one(self, logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        judged = masks != IGNORE
        known = masks.masked_fill(~judged, 0)
        if self._softmax:
            logs = functional.log_softmax(logits, dim=1)
            entropy = -logs.gather(1, known)
            numbers = torch.arange(1, logits.shape[1], device=masks.device)
            truth = known == numbers.view(1, -1, 1, 1, 1)
            shares = logs[:, 1:].exp()
        else:
            truth = known.bool()
            entropy = functional.binary_cross_entropy_with_logits(
                logits, truth.float(), reduction="none"
            )
            shares = logits.sigmoid()
        counted = entropy.masked_fill(~judged, 0).sum() / judged.sum().clamp_min(1)
        return counted + _dice_loss(shares.masked_fill(~judged, 0), truth)


def _dice_loss(shares: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """1 - mean over channels; `truth` is False where `shares` was masked."""
    axes = (0, 2, 3, 4)
    common = (shares * truth).sum(axes)
    total = shares.sum(axes) + truth.sum(axes)
    return 1 - ((2 * common + SMOOTH) / (total + SMOOTH)).mean()
