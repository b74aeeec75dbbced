"""Does a map show what the network learned? With random weights, it must become another map.

A method that draws much the same for a network that knows nothing (edges, say) explains nothing,
however well its maps look (Adebayo et al. 2018, arXiv:1810.03292).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from scipy import stats
from torch import nn

from models.errors import InputProblem
from models.explain.heat import Heat, HeatOf

MOST_ALIKE = 0.5
"""Mean rank correlation with the maps of random weights up to which a method passes."""
REPEATS = 3


@dataclass(frozen=True)
class SanityReport:
    """How alike maps are before and after the weights are made random.

    Attributes:
        images: number of images looked at.
        likeness: mean Spearman correlation of a map with the map by random weights, -1..1.
        between_images: the same between maps of different images by the trained network, None for
            one image: near 1 it draws the same whatever the image.
        limit: what `likeness` may not exceed.
        passed: whether the maps may be shown as explanations.
    """

    images: int
    likeness: float
    between_images: float | None
    limit: float
    passed: bool

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)


def check_sanity(
    heat_of: HeatOf,
    network: nn.Module,
    images: Sequence[torch.Tensor],
    channel: int,
    *,
    seed: int,
    limit: float = MOST_ALIKE,
) -> SanityReport:
    """Compare the maps of a network with those of copies of it whose weights are random.

    Args:
        heat_of: the method.
        network: the trained one; it is not changed.
        images: float32 (1, c, *space) each, of one shape.
        channel: number of the output that is explained.
        seed: of the random weights.
        limit: see SanityReport.

    Raises:
        InputProblem: there is no image.
    """
    if not images:
        raise InputProblem("There is no image to check the maps on, expected at least one.")
    trained = [heat_of(network, image, channel) for image in images]
    likeness = []
    for repeat in range(REPEATS):
        ignorant = with_random_weights(network, seed=seed + repeat)
        for image, map_ in zip(images, trained, strict=True):
            likeness.append(rank_correlation(map_, heat_of(ignorant, image, channel)))
    mean = float(np.mean(likeness))
    pairs = [
        rank_correlation(one, other)
        for at, one in enumerate(trained)
        for other in trained[at + 1 :]
    ]
    return SanityReport(
        images=len(images),
        likeness=round(mean, 4),
        between_images=round(float(np.mean(pairs)), 4) if pairs else None,
        limit=limit,
        passed=mean <= limit,
    )


def with_random_weights(network: nn.Module, *, seed: int) -> nn.Module:
    """A copy in which every weight is drawn anew with the spread that it had.

    Each tensor keeps its mean and standard deviation, so that activations stay in range and what is
    lost is only what was learned.
    """
    twin = copy.deepcopy(network)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in twin.parameters():
            spread = float(weight.std()) if weight.numel() > 1 else 0.0
            noise = torch.randn(weight.shape, generator=generator) * spread
            weight.copy_(noise.to(weight) + weight.mean())
    return twin


def rank_correlation(one: Heat, other: Heat) -> float:
    """Spearman's, -1..1. A map without any contrast agrees with nothing: 0."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(stats.spearmanr(one.ravel(), other.ravel()).statistic)
