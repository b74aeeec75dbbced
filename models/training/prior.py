"""Where a fresh network begins: it says of every voxel what the labels are like on the whole.

Without that, every class is as likely as any other at first, and the first hundred steps of a short
run go into learning that most of a scan is background (Lin 2017, arXiv:1708.02002, section 3.3).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from monai.networks.blocks.dynunet_block import UnetOutBlock
from torch import nn

from models.labelmap import IGNORE
from models.spec import ModelSpec
from models.training.cache import PreparedCase

LEAST_SHARE = 1e-3
"""Of a label that is smaller or nowhere: its gradient would vanish."""


def label_shares(cases: Sequence[PreparedCase], spec: ModelSpec) -> list[float]:
    """What share of the judged voxels each output channel is right about; nothing below LEAST_SHARE."""
    counts = torch.zeros(spec.classes, dtype=torch.float64)
    judged = torch.zeros(spec.classes, dtype=torch.float64)
    for case in cases:
        if spec.head == "sigmoid":
            counts += torch.stack([(label == 1).sum() for label in case.mask]).cpu()
            judged += torch.stack([(label != IGNORE).sum() for label in case.mask]).cpu()
        else:
            found = torch.bincount(case.mask.flatten(), minlength=IGNORE + 1).cpu()
            counts += found[: spec.classes]
            judged += found[: spec.classes].sum()
    shares = counts / judged.clamp_min(1)
    return [float(share) for share in shares.clamp(LEAST_SHARE, 1 - LEAST_SHARE)]


@torch.no_grad()
def begin_at(network: nn.Module, shares: Sequence[float], spec: ModelSpec) -> None:
    """Set the biases of all outputs, the coarser ones too, so that they say `shares` of any voxel."""
    known = torch.tensor(shares)
    biases = known.logit() if spec.head == "sigmoid" else known.log() - known.log().mean()
    for module in network.modules():
        if isinstance(module, UnetOutBlock):
            module.conv.conv.bias.copy_(biases)
