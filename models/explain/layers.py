"""Which layer a class activation map is taken from."""

from __future__ import annotations

import torch
from torch import nn

from models.errors import InputProblem


@torch.no_grad()
def deepest_map(network: nn.Module, image: torch.Tensor) -> str:
    """Name of the leaf whose output is the last of the coarsest feature maps.

    Of a classifier, that is the layer before its pooling, as Grad-CAM wants it (Selvaraju et al.,
    arXiv:1610.02391); of a U-Net, the end of its bottleneck. A map of one position says nothing
    about places, so it does not count; nor does a layer that runs twice, as an activation that blocks
    share: its gradient is that of another place in the network than its output.

    Args:
        network: any module.
        image: float32 (N, c, *space), one that the network takes.

    Raises:
        InputProblem: no layer gives a map.
    """
    sizes: dict[str, int] = {}
    repeated: set[str] = set()
    names = {
        module: name for name, module in network.named_modules() if not list(module.children())
    }

    def note(module: nn.Module, _: object, output: object) -> None:
        if isinstance(output, torch.Tensor) and output.ndim == image.ndim:
            positions = int(output.shape[2:].numel())
            if positions > 1:
                if names[module] in sizes:
                    repeated.add(names[module])
                sizes[names[module]] = positions

    hooks = [module.register_forward_hook(note) for module in names]
    was_training = network.training
    try:
        network.eval()(image)
    finally:
        network.train(was_training)
        for hook in hooks:
            hook.remove()
    once = {name: positions for name, positions in sizes.items() if name not in repeated}
    if not once:
        raise InputProblem("No layer of the network gives a map: there is nothing to look at.")
    coarsest = min(once.values())
    return [name for name, positions in once.items() if positions == coarsest][-1]
