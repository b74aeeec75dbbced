from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from monai.losses.dice import DiceCELoss, DiceLoss
from torch import nn

from models.training.loss import DiceCrossEntropy
from tests.models.volumes import tiny_spec

SHAPE = (4, 5, 6)
Pair = Callable[[], tuple[torch.Tensor, torch.Tensor]]


def softmax_pair() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 3, *SHAPE, generator=generator)
    return logits, torch.randint(0, 3, (2, 1, *SHAPE), generator=generator)


def sigmoid_pair() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 2, *SHAPE, generator=generator)
    return logits, torch.randint(0, 2, (2, 2, *SHAPE), generator=generator)


def test_without_ignored_voxels_it_is_monais_loss() -> None:
    """Two formulas written apart agree, for labels that exclude each other and for others."""
    logits, masks = softmax_pair()
    theirs = DiceCELoss(to_onehot_y=True, softmax=True, include_background=False, batch=True)
    torch.testing.assert_close(DiceCrossEntropy(tiny_spec())(logits, masks), theirs(logits, masks))
    logits, masks = sigmoid_pair()
    dice, entropy = DiceLoss(sigmoid=True, batch=True), nn.BCEWithLogitsLoss()
    expected = dice(logits, masks) + entropy(logits, masks.float())
    torch.testing.assert_close(DiceCrossEntropy(tiny_spec(head="sigmoid"))(logits, masks), expected)


@pytest.mark.parametrize(("head", "pair"), [("softmax", softmax_pair), ("sigmoid", sigmoid_pair)])
def test_what_is_said_of_an_ignored_voxel_changes_nothing(head: str, pair: Pair) -> None:
    logits, masks = pair()
    masks[:, :, 1:3] = 255
    loss = DiceCrossEntropy(tiny_spec(head=head))
    wild = logits.clone()
    wild[:, :, 1:3] = 50 * torch.randn(wild[:, :, 1:3].shape)
    wild.requires_grad_()
    found = loss(wild, masks)
    assert found.item() == loss(logits, masks).item()
    found.backward()
    assert wild.grad is not None
    assert not wild.grad[:, :, 1:3].any()
    assert wild.grad[:, :, 3:].any()


def test_an_ignored_half_leaves_the_loss_of_the_other_half() -> None:
    logits, masks = softmax_pair()
    loss = DiceCrossEntropy(tiny_spec())
    half = loss(logits[:, :, :2], masks[:, :, :2])
    masks[:, :, 2:] = 255
    torch.testing.assert_close(loss(logits, masks), half)


def test_a_batch_that_nobody_judged_teaches_nothing() -> None:
    logits, masks = softmax_pair()
    logits.requires_grad_()
    DiceCrossEntropy(tiny_spec())(logits, torch.full_like(masks, 255)).backward()
    assert logits.grad is not None
    assert not logits.grad.any()


def test_coarser_outputs_count_half_as_much_each() -> None:
    logits, masks = softmax_pair()
    loss = DiceCrossEntropy(tiny_spec())
    other = logits.roll(1, 1)
    both = loss(torch.stack([logits, other], dim=1), masks)
    expected = (loss(logits, masks) + 0.5 * loss(other, masks)) / 1.5
    torch.testing.assert_close(both, expected)
