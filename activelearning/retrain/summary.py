"""What a version keeps of its judgement: ModelVersion.metrics."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from labeling.review.selectors import DoubleRead
from models.evaluation.bootstrap import bootstrap_patients, mean_over_patients
from models.evaluation.case import CaseScores
from models.evaluation.rules import finite_or_null
from models.evaluation.subgroups import subgroup_report
from models.evaluation.summary import class_summary, mean_interval


def holdout_summary(
    scores: Sequence[CaseScores],
    before: Sequence[CaseScores] | None,
    against: Sequence[Mapping[str, Any]],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Means over patients with intervals, by class and subgroup, and every case with its mask.

    Args:
        scores: of the model.
        before: of the champion on the same cases, in that order; None for the first model.
        against: of each case the revision and SHA-256 of the mask it was held against.
        rng: of the bootstrap.
    """
    patients = [one.patient for one in scores]
    interval = bootstrap_patients([one.dice for one in scores], patients, rng)
    aligned = _in_order(before, scores) if before else None
    summary: dict[str, Any] = {
        "n": len(scores),
        "patients": interval.patients,
        "dice_mean": interval.mean,
        "dice_low": interval.low,
        "dice_high": interval.high,
        "nsd": mean_over_patients([one.nsd for one in scores], patients),
        "hd95": mean_over_patients([one.hd95 for one in scores], patients),
        "failed": sum(one.failed for one in scores),
        "classes": class_summary(scores, rng),
        "subgroups": subgroup_report(scores, aligned, rng).to_json(),
        "per_case": [one.to_json() | dict(mask) for one, mask in zip(scores, against, strict=True)],
    }
    cleaned: dict[str, Any] = finite_or_null(summary)
    return cleaned


def human_ceiling(reads: Sequence[DoubleRead], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Dice between two readers by label value, with the interval over patients; [] without any."""
    values = sorted({value for read in reads for value in read.dice})
    found = []
    for value in values:
        own = [(read.dice[value], read.patient) for read in reads if value in read.dice]
        interval = mean_interval(own, rng)
        if interval is not None:
            found.append({"value": value, "cases": len(own), "dice": interval.to_json()})
    return found


def _in_order(before: Sequence[CaseScores], scores: Sequence[CaseScores]) -> list[CaseScores]:
    by_case = {one.case: one for one in before}
    return [by_case[one.case] for one in scores]
