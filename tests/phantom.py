"""A CT phantom with known organs, a draft of them with known errors, and the doubt of a model that made it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, int, int]
Mask = NDArray[np.uint8]
LABELS = ("Liver", "Spleen", "Kidney", "Cyst")
HU = (110, 160, 210)
BODY_HU = 40
NOISE_HU = 8


@dataclass(frozen=True)
class Phantom:
    """All arrays `(z, y, x)`.

    Attributes:
        image: int16, HU; air is -1000.
        truth: uint8, label values; the cyst (4) is in no phantom.
        draft: the truth with two errors: a bite out of the liver, an island of spleen.
        doubt: uint8, 255 at the errors.
        places: the centres of the errors, worst first, `[z, y, x]`.
    """

    image: NDArray[np.int16]
    truth: Mask
    draft: Mask
    doubt: Mask
    places: tuple[tuple[int, int, int], ...]


def make_phantom(shape: Shape, seed: int = 0) -> Phantom:
    """Three ellipsoids in a body; the same for the same shape and seed."""
    rng = np.random.default_rng(seed)
    grid = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in shape), indexing="ij")

    def ball(centre: tuple[float, float, float], radii: tuple[float, float, float]) -> np.ndarray:
        parts = zip(grid, centre, radii, strict=True)
        inside: np.ndarray = sum(((g - c) / r) ** 2 for g, c, r in parts) <= 1  # type: ignore[assignment]
        return inside

    truth = np.zeros(shape, np.uint8)
    truth[ball((0.0, -0.1, -0.35), (0.7, 0.4, 0.35))] = 1
    truth[ball((0.1, 0.05, 0.5), (0.5, 0.25, 0.2))] = 2
    truth[ball((-0.1, 0.45, 0.15), (0.45, 0.18, 0.15))] = 3
    image = np.full(shape, -1000, np.float32)
    image[ball((0.0, 0.0, 0.0), (9.0, 0.85, 0.92))] = BODY_HU
    for value, hu in enumerate(HU, start=1):
        image[truth == value] = hu
    image += rng.normal(0, NOISE_HU, shape)

    draft = truth.copy()
    bite = ball((0.1, -0.3, -0.35), (0.35, 0.25, 0.2))
    island = ball((-0.3, -0.5, 0.4), (0.2, 0.12, 0.1))
    draft[bite & (truth == 1)] = 0
    draft[island & (truth == 0)] = 2
    doubt = np.where(bite | island, 255, 12).astype(np.uint8)
    return Phantom(
        image=np.round(image).astype(np.int16),
        truth=truth,
        draft=draft,
        doubt=doubt,
        places=(_middle(bite), _middle(island)),
    )


def _middle(where: np.ndarray) -> tuple[int, int, int]:
    z, y, x = (round(float(axis.mean())) for axis in np.nonzero(where))
    return z, y, x
