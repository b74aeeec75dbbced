"""Small synthetic volumes with a structure that a network can find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.spec import ModelSpec, NetworkSpec
from models.training.dataset import CaseEntry, LabeledCase, write_case, write_index

SPACING = (1.0, 1.0, 1.0)


def tiny_spec(**changes: object) -> ModelSpec:
    """A network small enough to build and run in milliseconds."""
    network = NetworkSpec("dynunet", (4, 8, 8), ((3, 3, 3),) * 3, ((1, 1, 1), (2, 2, 2), (2, 2, 2)))
    values: dict[str, object] = {
        "network": network,
        "label_values": (0, 1, 2),
        "spacing": SPACING,
        "patch": (16, 16, 16),
    }
    return ModelSpec(**(values | changes))  # type: ignore[arg-type]


def two_blobs(
    seed: int, shape: tuple[int, int, int] = (14, 20, 16)
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Image float32 and mask uint8 (z, y, x): a bright ball (1) beside a brighter one (2)."""
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"))
    mask = np.zeros(shape, np.uint8)
    for value, along_y in ((1, 0.3), (2, 0.7)):
        centre = np.array([0.5, along_y, 0.5]) * shape + rng.uniform(-1, 1, 3)
        distance = np.sqrt(((grid - centre[:, None, None, None]) ** 2).sum(axis=0))
        mask[distance < min(shape[1:]) / 5] = value
    image = 100 + 200.0 * mask.astype(np.float64) + rng.normal(0, 15, shape)
    return image.astype(np.float32), mask


def labeled_case(case_id: str = "a", seed: int = 0) -> LabeledCase:
    """A case in memory."""
    image, mask = two_blobs(seed)
    return LabeledCase(case_id, image, mask, SPACING)


def write_dataset(directory: Path, *, train: int = 4, validation: int = 2) -> list[CaseEntry]:
    """A dataset folder of two-blob cases named case-0, case-1, ..."""
    entries = []
    for number in range(train + validation):
        image, mask = two_blobs(number)
        split = "train" if number < train else "validation"
        entries.append(
            write_case(directory, f"case-{number}", image, mask, SPACING, split=split)  # type: ignore[arg-type]
        )
    write_index(directory, label_values=(0, 1, 2), cases=entries, modality="MR")
    return entries
