"""The bundled scans: what there is, where it lies, which part it plays."""

from pathlib import Path

import numpy as np

from labeling.cohorts.models import Case, SplitName
from labeling.imaging.masks import Mask
from labeling.imaging.nifti import read_mask
from labeling.ingest.selectors import geometry_of
from labeling.review.nifti_folder import rows_of
from labeling.review.services.nifti import NiftiCase

DATA = Path(__file__).resolve().parent / "data"
SEED_LABELS = 16
SEED = 20261123


def bundled_rows() -> list[NiftiCase]:
    """All scans, each with the expert's mask."""
    return list(rows_of(DATA))


def seed_ids(rows: list[NiftiCase], count: int = SEED_LABELS) -> set[str]:
    """The training scans that are labelled before the first round, drawn at random."""
    pool = sorted(row.id for row in rows if row.split == SplitName.TRAIN)
    return set(np.random.default_rng(SEED).choice(pool, count, replace=False).tolist())


def expert_mask(case: Case) -> Mask:
    """What the expert drew on a bundled case: `(z, y, x)` uint8 on the case's own grid."""
    path = DATA / "labels" / f"{case.series.series_description}.nii.gz"
    return read_mask(path, geometry_of(case.series))
