"""One model on many cases: means with intervals by class, and what was read twice by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from models.evaluation.bootstrap import Interval, bootstrap_patients
from models.evaluation.case import CaseScores, ClassScores

Measure = Callable[[ClassScores], float | None]

CLASS_MEASURES: Mapping[str, Measure] = {
    "dice": lambda one: one.dice,
    "nsd": lambda one: one.nsd,
    "hd95": lambda one: one.hd95,
    "volume_bias": lambda one: one.volume_bias,
    "volume_error": lambda one: one.volume_error,
}


def class_summary(scores: Sequence[CaseScores], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Of each class: its value, in how many cases it is, and each measure with its interval.

    hd95 in mm, volume_bias in ml, volume_error a share of the true volume. A measure that no case
    has is None; cases without it (a share of an absent class) are left out of its `patients`.
    """
    return [
        {
            "value": value,
            "present": sum(one.classes[value].present for one in scores),
            **{
                name: _json(
                    mean_interval([(m(one.classes[value]), one.patient) for one in scores], rng)
                )
                for name, m in CLASS_MEASURES.items()
            },
        }
        for value in scores[0].classes
    ]


def mean_interval(
    values: Sequence[tuple[float | None, str]], rng: np.random.Generator
) -> Interval | None:
    """Of (value, patient): the mean per patient and its interval; None without any value."""
    known = [(value, patient) for value, patient in values if value is not None]
    if not known:
        return None
    numbers, patients = zip(*known, strict=True)
    return bootstrap_patients(numbers, patients, rng)


def _json(interval: Interval | None) -> dict[str, Any] | None:
    return interval.to_json() if interval else None
