"""One finding over some images, and its resampled patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.bootstrap import Interval

Floats = NDArray[np.float64]

RESAMPLES = 2000
FEWEST_PATIENTS = 10


@dataclass(frozen=True)
class Rows:
    """One finding over some images; labels are 0 or 1, the unknown ones are gone.

    Attributes:
        probabilities: (n,) in 0..1.
        labels: (n,).
        patients: (n,), number of each image's patient, 0 .. P-1.
    """

    probabilities: Floats
    labels: Floats
    patients: NDArray[np.intp]

    @classmethod
    def of(
        cls,
        probabilities: NDArray[np.floating],
        labels: NDArray[np.floating],
        patients: Sequence[str],
    ) -> Rows:
        """From (n,) arrays with NaN where the label is not known."""
        known = np.isfinite(labels)
        names = np.asarray(patients, dtype=str)[known]
        _, numbers = np.unique(names, return_inverse=True)
        return cls(
            probabilities=np.asarray(probabilities, np.float64)[known],
            labels=np.asarray(labels, np.float64)[known],
            patients=numbers.astype(np.intp),
        )

    @property
    def patient_count(self) -> int:
        return int(self.patients.max()) + 1 if len(self.patients) else 0

    @property
    def rarer(self) -> int:
        """Images of the side that has fewer."""
        present = int(self.labels.sum())
        return min(present, len(self.labels) - present)


Statistic = Callable[[Rows, Floats], Floats]
"""Of rows and weights (R, n), how often each image came in each of R resamples, to (R,)."""


def patient_interval(statistic: Statistic, rows: Rows, rng: np.random.Generator) -> Interval:
    """The statistic and its 95 % percentile interval over resampled patients.

    Draws in which one side is missing altogether are left out; with fewer than FEWEST_PATIENTS
    patients there is no interval.
    """
    value = float(statistic(rows, np.ones((1, len(rows.labels))))[0])
    if rows.patient_count < FEWEST_PATIENTS:
        return Interval(mean=value, low=None, high=None, patients=rows.patient_count)
    low, high = np.percentile(statistic(rows, resampled(rows, rng)), [2.5, 97.5])
    return Interval(value, float(low), float(high), rows.patient_count)


def resampled(rows: Rows, rng: np.random.Generator) -> Floats:
    """(R, n): how often each image comes when patients are drawn with replacement, R times."""
    count = rows.patient_count
    times = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    weights: Floats = times[:, rows.patients].astype(np.float64)
    if rows.rarer == 0:
        return weights
    both = (weights[:, rows.labels == 1].sum(axis=1) > 0) & (
        weights[:, rows.labels == 0].sum(axis=1) > 0
    )
    kept: Floats = weights[both]
    return kept
