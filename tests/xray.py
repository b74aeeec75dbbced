"""A synthetic frontal chest X-ray: two dark lungs, a bright middle, ribs, and if asked a round mass."""

import numpy as np
from numpy.typing import NDArray

SHAPE = (360, 320)
MASS = (80, 130, 44)
"""Column, row and radius of the mass, pixels."""


def make_xray(seed: int, *, mass: bool) -> NDArray[np.int16]:
    """`(rows, columns)` int16, 0 to 255."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    image = 175 - 30 * np.abs(x / SHAPE[1] - 0.5)
    for centre in (0.29, 0.71):
        lung = _blob(x, y, (centre * SHAPE[1], 0.46 * SHAPE[0]), (0.17 * SHAPE[1], 0.33 * SHAPE[0]))
        image -= 105 * lung
    image += 50 * _blob(x, y, (0.5 * SHAPE[1], 0.5 * SHAPE[0]), (0.07 * SHAPE[1], 0.6 * SHAPE[0]))
    image += 45 * _blob(
        x, y, (0.56 * SHAPE[1], 0.66 * SHAPE[0]), (0.16 * SHAPE[1], 0.14 * SHAPE[0])
    )
    image += 9 * np.sin((y + 0.002 * (x - SHAPE[1] / 2) ** 2) / 7) * (image < 120)
    if mass:
        column, row, radius = MASS
        image += 75 * _blob(x, y, (column, row), (radius / 2, radius / 2))
    image += rng.normal(0, 3, SHAPE)
    return np.clip(image, 0, 255).astype(np.int16)


def _blob(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    centre: tuple[float, float],
    half: tuple[float, float],
) -> NDArray[np.float32]:
    """1 inside an ellipse, falling off softly at its border."""
    far = np.sqrt(((x - centre[0]) / half[0]) ** 2 + ((y - centre[1]) / half[1]) ** 2)
    out: NDArray[np.float32] = 1 / (1 + np.exp(np.clip((far - 1) * 14, -50, 50)))
    return out
