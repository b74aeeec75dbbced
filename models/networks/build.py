"""From a spec to a torch module."""

from __future__ import annotations

from monai.networks.nets.dynunet import DynUNet
from torch import nn

from models.spec import ModelSpec


def build_network(spec: ModelSpec) -> nn.Module:
    """A freshly initialised network: float32 (N, in_channels, z, y, x) -> logits (N, C, z, y, x).

    A plain U-Net with instance normalisation: CNN U-Nets win under fair budgets (nnU-Net revisited,
    arXiv:2404.09556), and instance norm does not care how small the batch is.

    With deep supervision, a network in training mode gives (N, 1 + levels, C, z, y, x): the coarser
    outputs, brought to the full grid, follow the finest. In eval mode it gives the finest alone.
    """
    network = spec.network
    return DynUNet(
        spatial_dims=3,
        in_channels=spec.in_channels,
        out_channels=spec.classes,
        kernel_size=list(network.kernels),
        strides=list(network.strides),
        upsample_kernel_size=list(network.strides[1:]),
        filters=list(network.filters),
        norm_name=("INSTANCE", {"affine": True}),
        dropout=network.dropout or None,
        deep_supervision=network.deep_supervision > 0,
        deep_supr_num=network.deep_supervision or 1,
        res_block=network.name == "resunet",
    )
