"""Evidence from probabilities, and balls that are large or small, easy or hard."""

from collections.abc import Sequence

import numpy as np

from activelearning.score.evidence import Evidence, box_of_doubt
from models.uncertainty.voxel import binary_entropy, class_weighted, doubt_maps

ONE_MM = (1.0, 1.0, 1.0)


def evidence(
    p: np.ndarray,
    spacing: Sequence[float] = ONE_MM,
    *,
    head: str = "softmax",
    expected: np.ndarray | None = None,
    whole: bool = False,
) -> Evidence:
    """As a draft makes it from (C, z, y, x); the labels are 1, 2, ...; `whole` takes no box."""
    p = p.astype(np.float32)
    box = (slice(None),) * 3 if whole else box_of_doubt(p, spacing, head=head)
    inside = p[(slice(None), *box)]
    maps = doubt_maps(inside, head=head, expected=None if expected is None else expected[box])
    softmax = head == "softmax"
    channels = inside[1:] if softmax else inside
    doubt = maps["entropy"] if softmax else binary_entropy(inside)
    return Evidence(
        probabilities=inside,
        maps=maps,
        weighted=class_weighted(channels, doubt),
        spacing=tuple(spacing),
        label_values=tuple(range(1, len(channels) + 1)),
        shape=p.shape[1:],
        head=head,
    )


def sphere(radius: float, softness: float, size: int = 32) -> np.ndarray:
    """Two-class probabilities (2, z, y, x) of a ball whose border is `softness` mm wide."""
    grid = np.indices((size,) * 3) - (size - 1) / 2
    inside = 1 / (1 + np.exp((np.linalg.norm(grid, axis=0) - radius) / softness))
    return np.stack([1 - inside, inside])


def noisy_members(radius: float, softness: float, count: int = 4) -> list[np.ndarray]:
    """Members that see the ball's border elsewhere, by about `softness` mm."""
    rng = np.random.default_rng(0)
    return [sphere(radius + softness * shift, 0.3) for shift in rng.normal(0, 1, count)]


def random_probabilities(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    raw = np.random.default_rng(seed).random(shape) ** 3
    return raw / raw.sum(axis=0)
