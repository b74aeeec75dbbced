"""Reads of how readers agree."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from labeling.annotate.models import Revision
from labeling.cohorts.models import CaseState
from labeling.projects.models import Project
from labeling.review.models import Comparison
from labeling.review.selectors.pace import Agreement, by_label


class DoubleRead(NamedTuple):
    """How two readers agreed on one case, `dice` by label value; `patient` is an opaque key."""

    patient: str
    dice: dict[int, float]


def comparison_of(reads: Sequence[Revision]) -> Comparison | None:
    """Of the first two reads, if it was made."""
    if len(reads) < 2:
        return None
    return Comparison.objects.filter(one=reads[0], other=reads[1]).first()


def dice_of_pairs(project: Project) -> dict[tuple[int, int], float]:
    """Mean Dice by the ids of two reads, of cases that wait."""
    rows = Comparison.objects.filter(case__project=project, case__state=CaseState.SUBMITTED)
    return {(one, other): dice for one, other, dice in rows.values_list("one", "other", "dice")}


def agreement_of_readers(project: Project) -> list[Agreement]:
    """By label, between two readers who had not seen each other's mask: the human ceiling."""
    scores: dict[int, list[float]] = defaultdict(list)
    for read in double_reads(project):
        for value, dice in read.dice.items():
            scores[value].append(dice)
    return by_label(project, scores)


def double_reads(project: Project) -> list[DoubleRead]:
    """Of each case the first comparison alone: after a return a reader has heard what was wrong."""
    rows = Comparison.objects.filter(case__project=project)
    rows = rows.order_by("case_id", "pk").distinct("case_id")
    return [
        DoubleRead(str(patient), {int(value): found["dice"] for value, found in labels.items()})
        for patient, labels in rows.values_list("case__patient", "labels")
    ]
