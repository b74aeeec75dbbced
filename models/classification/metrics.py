"""How well one finding is told apart, with intervals over patients."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.classification.calibration import calibration_error
from models.classification.ranking import (
    auroc,
    average_precision,
    brier,
    sensitivity_at_specificity,
)
from models.classification.rows import FEWEST_PATIENTS, Rows, patient_interval
from models.evaluation.bootstrap import Interval

FEWEST_OF_A_SIDE = 5
"""A group with fewer images of a side, or fewer than FEWEST_PATIENTS patients, keeps its figures to
itself: they would say little, and might point at persons."""


@dataclass(frozen=True)
class FindingScores:
    """One finding, judged. What cannot be said is None, and `why` is the reason.

    Attributes:
        sensitivity: at a specificity of 0.9, read from the same images' ROC curve.
        why: "", "no_label", "one_class_only", "too_few", or "complement": it would tell a group of
            which there are too few.
    """

    n: int
    patients: int
    present: int
    auroc: Interval | None = None
    average_precision: Interval | None = None
    sensitivity: Interval | None = None
    brier: Interval | None = None
    ece: float | None = None
    why: str = ""

    def withheld(self, why: str) -> FindingScores:
        """Its size alone, as of a group that is too small or would tell one that is."""
        return FindingScores(self.n, self.patients, present=0, why=why)

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)


def score_finding(rows: Rows, rng: np.random.Generator, *, suppress: bool = False) -> FindingScores:
    """Judge one finding; with `suppress`, groups that are too small say only that they are."""
    n, patients, present = len(rows.labels), rows.patient_count, int(rows.labels.sum())
    if n == 0:
        return FindingScores(n, patients, present, why="no_label")
    if suppress and (patients < FEWEST_PATIENTS or rows.rarer < FEWEST_OF_A_SIDE):
        return FindingScores(n, patients, present, why="too_few")
    sides = rows.rarer > 0
    return FindingScores(
        n,
        patients,
        present,
        auroc=patient_interval(auroc, rows, rng) if sides else None,
        average_precision=patient_interval(average_precision, rows, rng) if sides else None,
        sensitivity=patient_interval(sensitivity_at_specificity, rows, rng) if sides else None,
        brier=patient_interval(brier, rows, rng),
        ece=calibration_error(rows.probabilities, rows.labels),
        why="" if sides else "one_class_only",
    )
