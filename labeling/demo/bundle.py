"""The bundled scans: what there is, where it lies, which part it plays."""

from pathlib import Path

import numpy as np

from labeling.cohorts.models import Case, SplitName
from labeling.core.errors import BadInput
from labeling.imaging.masks import Mask
from labeling.imaging.nifti import read_mask
from labeling.ingest.selectors import geometry_of
from labeling.review.nifti_folder import rows_of
from labeling.review.services.nifti import NiftiCase

DATA = Path(__file__).resolve().parent / "data"
SEED_LABELS = 16
LEAST_CASES = 16
LEAST_JUDGES = 6
"""Patients in the holdout of a quick run: one more than an interval over patients needs."""
SEED = 20261123


class TooFewCases(BadInput):
    """The demonstration was asked for fewer scans than it can be judged by, or more than it has."""


def bundled_rows(cases: int | None = None) -> list[NiftiCase]:
    """The bundled scans, each with the expert's mask.

    Args:
        cases: how many, for a quick run: a quarter (at least `LEAST_JUDGES`, one of each patient)
            to judge by, the rest to learn from and none to validate on. All when left out.

    Raises:
        TooFewCases: under `LEAST_CASES`, or more than are bundled.
    """
    rows = list(rows_of(DATA))
    if cases is None:
        return rows
    if not LEAST_CASES <= cases <= len(rows):
        raise TooFewCases(f"Expected {LEAST_CASES} to {len(rows)} cases, got {cases}.")
    judges = max(LEAST_JUDGES, cases // 4)
    holdout = _patients_first([row for row in rows if row.split == SplitName.HOLDOUT])[:judges]
    train = [row for row in rows if row.split == SplitName.TRAIN][: cases - judges]
    return sorted([*holdout, *train], key=lambda row: row.id)


def _patients_first(rows: list[NiftiCase]) -> list[NiftiCase]:
    """One scan of each patient, then the second scans, and so on."""
    nth = {
        row.id: sum(r.patient_id == row.patient_id for r in rows[:i]) for i, row in enumerate(rows)
    }
    return sorted(rows, key=lambda row: nth[row.id])


def seed_ids(rows: list[NiftiCase]) -> set[str]:
    """The training scans that are labelled before the first round: at most half, drawn at random."""
    pool = sorted(row.id for row in rows if row.split == SplitName.TRAIN)
    count = min(SEED_LABELS, len(pool) // 2)
    return set(np.random.default_rng(SEED).choice(pool, count, replace=False).tolist())


def expert_mask(case: Case) -> Mask:
    """What the expert drew on a bundled case: `(z, y, x)` uint8 on the case's own grid."""
    path = DATA / "labels" / f"{case.series.series_description}.nii.gz"
    return read_mask(path, geometry_of(case.series))
