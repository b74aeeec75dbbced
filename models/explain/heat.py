"""Where in the image a class came from: Grad-CAM (through MONAI) and occlusion."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import torch
from monai.visualize.class_activation_maps import GradCAM
from numpy.typing import NDArray
from torch import nn

from models.errors import InputProblem
from models.explain.layers import deepest_map

Heat = NDArray[np.float32]
Told = Callable[[float], None]
"""Called between two pieces of the work with the share that is done; what it raises ends the work."""
HeatOf = Callable[[nn.Module, torch.Tensor, int], Heat]

OCCLUDED_SHARE = 0.125
"""Side of the hidden box, as a share of the image's."""
OCCLUSION_BATCH = 16


def grad_cam(network: nn.Module, image: torch.Tensor, channel: int) -> Heat:
    """What raised output `channel`, by the gradient at the deepest feature map.

    Args:
        network: gives (1, C); a segmentation goes in as `InsideMask`. It is not changed.
        image: float32 (1, c, *space), as the network sees it.
        channel: number of the output.

    Returns:
        float32 (*space) in 0..1: 1 is what raised it most; all 0 where nothing did.
    """
    one = _one_image(image)
    twin = copy.deepcopy(network).eval()  # MONAI leaves its hooks on the network
    twin.requires_grad_(True)
    for module in twin.modules():
        if getattr(module, "inplace", False):
            vars(module)["inplace"] = False  # it would write over the map that is looked at
    cam = GradCAM(twin, target_layers=deepest_map(twin, one), postprocessing=_as_it_is)
    with torch.enable_grad():
        found = cam(one.clone().requires_grad_(True), class_idx=channel)
    return _unit(found[0, 0].detach())


def nobody_told(_: float) -> None:
    """Nobody waits."""


def occlusion(
    network: nn.Module, image: torch.Tensor, channel: int, told: Told = nobody_told
) -> Heat:
    """How far output `channel` falls when a box of the image is hidden behind the image's mean.

    Slower than Grad-CAM and needs no gradient: it asks the network as it is (Zeiler and Fergus,
    arXiv:1311.2901). Of our own, since MONAI 1.6.1 indexes with lists, which torch no longer wants.

    Args, returns: as `grad_cam`; a place whose hiding raises the output has 0.
    """
    one = _one_image(image)
    network.eval()
    whole = _output(network, one, channel)[0]
    boxes = _boxes(one.shape[2:])
    fall, seen = torch.zeros(one.shape[2:]), torch.zeros(one.shape[2:])
    for first in range(0, len(boxes), OCCLUSION_BATCH):
        told(first / len(boxes))
        some = boxes[first : first + OCCLUSION_BATCH]
        hidden = one.repeat(len(some), *(1 for _ in one.shape[1:]))
        for at, box in enumerate(some):
            everywhere: tuple[slice, ...] = (slice(None), *box)
            hidden[at][everywhere] = one.mean()
        for box, value in zip(some, _output(network, hidden, channel), strict=True):
            fall[box] += (whole - value).float().cpu()
            seen[box] += 1
    return _unit(fall / seen)


@torch.inference_mode()
def _output(network: nn.Module, images: torch.Tensor, channel: int) -> torch.Tensor:
    """Of each image. In between other work may need gradients."""
    output: torch.Tensor = network(images)[:, channel]
    return output


def _boxes(space: Sequence[int]) -> list[tuple[slice, ...]]:
    """Boxes that cover the image, each next one half covering the one before."""
    axes: list[list[slice]] = []
    for side in space:
        box = min(side, max(2, round(side * OCCLUDED_SHARE)))
        starts = sorted({*range(0, side - box, max(1, box // 2)), side - box})
        axes.append([slice(start, start + box) for start in starts])
    return list(product(*axes))


def _one_image(image: torch.Tensor) -> torch.Tensor:
    if image.ndim not in (4, 5) or len(image) != 1:
        raise InputProblem(
            f"The image to explain has shape {tuple(image.shape)}, expected (1, c, *space)."
        )
    return image


def _as_it_is(found: torch.Tensor) -> torch.Tensor:
    """MONAI would turn the map upside down: 1 where the class is least."""
    return found


def _unit(found: torch.Tensor) -> Heat:
    heat: Heat = found.clamp_min(0).float().cpu().numpy()
    most = float(heat.max())
    return heat / most if most > 0 else heat
