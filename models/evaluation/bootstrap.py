"""Confidence intervals by resampling patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

MINIMUM_PATIENTS = 5
RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % percentile interval; low and high are None below MINIMUM_PATIENTS."""

    mean: float
    low: float | None
    high: float | None
    patients: int

    def to_json(self) -> dict[str, float | int | None]:
        """A JSON object."""
        return asdict(self)


def patient_means(values: Sequence[float], patients: Sequence[str]) -> list[float]:
    """One number per patient, in the order of first appearance.

    Cases of one patient are not independent, so they count as one draw.
    """
    grouped: dict[str, list[float]] = {}
    for value, patient in zip(values, patients, strict=True):
        grouped.setdefault(patient, []).append(value)
    return [float(np.mean(group)) for group in grouped.values()]


def mean_over_patients(values: Sequence[float], patients: Sequence[str]) -> float:
    """Of one value per case; each patient weighs alike, as in the intervals beside it."""
    return float(np.mean(patient_means(values, patients)))


def bootstrap_mean(values: Sequence[float], rng: np.random.Generator) -> Interval:
    """Mean of one value per patient and its percentile interval (Efron), seeded by `rng`."""
    array = np.asarray(values, dtype=np.float64)
    mean = float(array.mean()) if len(array) else float("nan")
    if len(array) < MINIMUM_PATIENTS:
        return Interval(mean=mean, low=None, high=None, patients=len(array))
    draws = rng.integers(0, len(array), size=(RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Interval(mean=mean, low=float(low), high=float(high), patients=len(array))


def bootstrap_patients(
    values: Sequence[float], patients: Sequence[str], rng: np.random.Generator
) -> Interval:
    """As `bootstrap_mean`, of one value per case: patients are what is drawn."""
    return bootstrap_mean(patient_means(values, patients), rng)


def bootstrap_difference(
    one: Sequence[float], other: Sequence[float], rng: np.random.Generator
) -> Interval:
    """Mean of `one` less mean of `other`, two groups of patients, each resampled by itself."""
    first, second = np.asarray(one, np.float64), np.asarray(other, np.float64)
    difference = float(first.mean() - second.mean())
    if min(len(first), len(second)) < MINIMUM_PATIENTS:
        return Interval(difference, None, None, len(first) + len(second))
    draws = [
        group[rng.integers(0, len(group), size=(RESAMPLES, len(group)))].mean(axis=1)
        for group in (first, second)
    ]
    low, high = np.percentile(draws[0] - draws[1], [2.5, 97.5])
    return Interval(difference, float(low), float(high), len(first) + len(second))
