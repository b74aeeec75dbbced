"""Clearing what is surely normal, so that readers see the rest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classification.rows import Floats, Rows, patient_interval
from models.classification.spec import ClassifierSpec, Triage
from models.evaluation.bootstrap import Interval

SENSITIVITY = 0.95
FEWEST_ABNORMAL = 5


@dataclass(frozen=True)
class TriageScores:
    """What clearing images below `threshold` does; each an Interval over patients.

    Attributes:
        sensitivity: share of the abnormal images that are kept for reading.
        specificity: share of the normal images that are cleared.
        cleared: share of all images that are cleared.
        why: "" or "one_class_only".
    """

    threshold: float
    wanted: float
    sensitivity: Interval | None = None
    specificity: Interval | None = None
    cleared: Interval | None = None
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)


def abnormality(probabilities: NDArray[np.floating], spec: ClassifierSpec) -> NDArray[np.float64]:
    """(n, findings) -> (n,): 1 - p(normal) where a finding says normal, else the greatest p."""
    p = np.asarray(probabilities, np.float64)
    if spec.normal:
        return 1.0 - p[:, spec.findings.index(spec.normal)]
    greatest: NDArray[np.float64] = p.max(axis=1)
    return greatest


def abnormal_labels(labels: NDArray[np.floating], spec: ClassifierSpec) -> NDArray[np.float64]:
    """(n, findings) with NaN -> (n,): 1 abnormal, 0 normal, NaN where it cannot be said.

    Without a finding that says normal, one present finding is enough for 1 and all must be known for 0.
    """
    y = np.asarray(labels, np.float64)
    if spec.normal:
        return 1.0 - y[:, spec.findings.index(spec.normal)]
    present, known = (y == 1).any(axis=1), np.isfinite(y).all(axis=1)
    return np.where(present, 1.0, np.where(known, 0.0, np.nan))


def fit_triage(
    scores: NDArray[np.float64], abnormal: NDArray[np.float64], sensitivity: float = SENSITIVITY
) -> Triage | None:
    """The highest threshold that still keeps `sensitivity` of the abnormal images for reading.

    None with fewer than FEWEST_ABNORMAL abnormal images: a threshold would be one image's whim.
    """
    found = np.sort(scores[abnormal == 1])
    if len(found) < FEWEST_ABNORMAL:
        return None
    may_miss = int(np.floor((1 - sensitivity) * len(found) + 1e-9))
    return Triage(threshold=float(found[may_miss]), sensitivity=sensitivity)


def score_triage(
    triage: Triage,
    scores: NDArray[np.float64],
    abnormal: NDArray[np.float64],
    patients: Sequence[str],
    rng: np.random.Generator,
) -> TriageScores:
    """Judge a threshold on images that it was not chosen on."""
    rows = Rows.of(scores, abnormal, patients)
    if rows.rarer == 0:
        return TriageScores(triage.threshold, triage.sensitivity, why="one_class_only")

    def kept(r: Rows, weights: Floats) -> Floats:
        return _share(r.probabilities >= triage.threshold, r.labels == 1, weights)

    def cleared_normal(r: Rows, weights: Floats) -> Floats:
        return _share(r.probabilities < triage.threshold, r.labels == 0, weights)

    def cleared(r: Rows, weights: Floats) -> Floats:
        every = np.ones(len(r.labels), np.bool_)
        return _share(r.probabilities < triage.threshold, every, weights)

    return TriageScores(
        threshold=triage.threshold,
        wanted=triage.sensitivity,
        sensitivity=patient_interval(kept, rows, rng),
        specificity=patient_interval(cleared_normal, rows, rng),
        cleared=patient_interval(cleared, rows, rng),
    )


def _share(holds: NDArray[np.bool_], of: NDArray[np.bool_], weights: Floats) -> Floats:
    share: Floats = (weights @ (holds & of)) / (weights @ of.astype(np.float64))
    return share
