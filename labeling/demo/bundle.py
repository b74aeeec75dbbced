"""The bundled scans: what there is, where it lies, which part it plays."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent / "data"
SEED_LABELS = 16
SEED = 20261123


@dataclass(frozen=True)
class BundledCase:
    """One line of `manifest.csv`."""

    id: str
    group: str
    split: str
    regime: str

    @property
    def image(self) -> Path:
        return DATA / "images" / f"{self.id}.nii.gz"

    @property
    def mask(self) -> Path:
        """The expert's labels."""
        return DATA / "labels" / f"{self.id}.nii.gz"

    @property
    def patient_id(self) -> str:
        """Neighbouring scans look like one person, so the group is the patient."""
        return f"HIPPO-{int(self.group):03d}"


def bundled_cases() -> list[BundledCase]:
    with (DATA / "manifest.csv").open(newline="") as lines:
        return [
            BundledCase(row["id"], row["group"], row["split"], row["intensity_regime"])
            for row in csv.DictReader(lines)
        ]


def seed_ids(cases: list[BundledCase], rng: np.random.Generator) -> set[str]:
    """The training scans that are labelled before the first round, drawn at random."""
    pool = sorted(case.id for case in cases if case.split == "train")
    return set(rng.choice(pool, SEED_LABELS, replace=False).tolist())
