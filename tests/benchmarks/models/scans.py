"""The bundled hippocampus scans: 30 to learn from, the rest of the `train` cases to judge on.

The `holdout` cases are never opened here. Whole groups (a guess at the patient) are on one side.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labeling.imaging.nifti import read_image, read_mask
from models.planning import CaseFacts, fingerprint, plan
from models.spec import ModelSpec
from models.training.dataset import write_case, write_index

DATA = Path(__file__).resolve().parents[3] / "labeling" / "demo" / "data"
LABELS = (0, 1, 2)
TRAINING = 30
Spacing = tuple[float, float, float]


@dataclass(frozen=True)
class Scan:
    """One case on disk."""

    name: str

    @property
    def image_path(self) -> Path:
        return DATA / "images" / f"{self.name}.nii.gz"

    @property
    def label_path(self) -> Path:
        return DATA / "labels" / f"{self.name}.nii.gz"

    def read(self) -> tuple[NDArray[np.float32], Spacing]:
        """Image float32 (z, y, x) and spacing mm, from the file each time."""
        image, geometry = read_image(self.image_path)
        return image, geometry.spacing

    @cached_property
    def mask(self) -> NDArray[np.uint8]:
        """uint8 (z, y, x)."""
        return read_mask(self.label_path, read_image(self.image_path)[1])


def splits(training: int = TRAINING) -> tuple[list[Scan], list[Scan]]:
    """Training and validation, by groups in the order of the manifest."""
    with (DATA / "manifest.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["split"] != "holdout"]
    groups: dict[str, list[Scan]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(Scan(row["id"]))
    train: list[Scan] = []
    validation: list[Scan] = []
    for group in groups.values():
        (train if len(train) < training else validation).extend(group)
    return train, validation


def planned(scans: list[Scan], device: str) -> ModelSpec:
    """What training plans from these scans for this device."""
    facts = [CaseFacts.of(scan.read()[0], scan.mask, scan.read()[1]) for scan in scans]
    return plan(fingerprint(facts), LABELS, device, "MR")


def write_dataset(folder: Path, train: list[Scan], validation: list[Scan]) -> None:
    """As the training child reads it."""
    entries = [
        write_case(folder, scan.name, *_arrays(scan), split=split)
        for split, scans in (("train", train), ("validation", validation))
        for scan in scans
    ]
    write_index(folder, label_values=LABELS, cases=entries, modality="MR")


def _arrays(scan: Scan) -> tuple[NDArray[np.float32], NDArray[np.uint8], Spacing]:
    image, spacing = scan.read()
    return image, scan.mask, spacing
