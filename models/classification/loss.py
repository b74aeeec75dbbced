"""How wrong a classifier is, over what is known."""

from __future__ import annotations

import torch
from torch.nn import functional


def masked_bce(logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy over the labels that are known; 0 where none is.

    Args:
        logits: (N, findings).
        labels: (N, findings): 0, 1, or NaN where it is not known.
        weights: (findings): how much a present finding weighs.
    """
    known = torch.isfinite(labels)
    each = functional.binary_cross_entropy_with_logits(
        logits,
        torch.where(known, labels, torch.zeros_like(labels)),
        pos_weight=weights,
        reduction="none",
    )
    return (each * known).sum() / known.sum().clamp_min(1)
