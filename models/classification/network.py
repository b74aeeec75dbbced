"""From a classifier spec to a torch module."""

from __future__ import annotations

from monai.networks.nets.densenet import DenseNet
from monai.networks.nets.efficientnet import EfficientNet
from torch import nn

from models.classification.spec import ClassifierSpec
from models.errors import SpecProblem

B0_BLOCKS = (
    "r1_k3_s11_e1_i32_o16_se0.25",
    "r2_k3_s22_e6_i16_o24_se0.25",
    "r2_k5_s22_e6_i24_o40_se0.25",
    "r3_k3_s22_e6_i40_o80_se0.25",
    "r3_k5_s11_e6_i80_o112_se0.25",
    "r4_k5_s22_e6_i112_o192_se0.25",
    "r1_k3_s11_e6_i192_o320_se0.25",
)
"""EfficientNet-B0 (Tan, ICML 2019): repeats, kernel, stride, expansion, channels in and out."""


def build_classifier(spec: ClassifierSpec) -> nn.Module:
    """A freshly initialised network: float32 (N, in_channels, y, x) -> logits (N, findings)."""
    network = spec.network
    if network.name == "efficientnet":
        return EfficientNet(
            list(B0_BLOCKS),
            spatial_dims=2,
            in_channels=spec.in_channels,
            num_classes=len(spec.findings),
            width_coefficient=network.width,
            depth_coefficient=network.depth,
            dropout_rate=network.dropout,
            image_size=max(spec.size),
        )
    return DenseNet(
        spatial_dims=2,
        in_channels=spec.in_channels,
        out_channels=len(spec.findings),
        init_features=network.init_features,
        growth_rate=network.growth,
        block_config=network.blocks,
        dropout_prob=network.dropout,
    )


def last_layer(network: nn.Module) -> nn.Linear:
    """The layer that turns the pooled features into logits."""
    linear = [module for module in network.modules() if isinstance(module, nn.Linear)]
    if not linear:
        raise SpecProblem("The network has no linear layer, so it has no pooled features.")
    return linear[-1]
