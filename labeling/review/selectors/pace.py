"""How long cases take, and how well drafts and readers agree with what was approved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from labeling.annotate.models import Origin, Revision
from labeling.annotate.selectors import revision_mask, shape_of, stored_mask
from labeling.imaging.overlap import dice_by_label
from labeling.projects.models import Project
from labeling.projects.selectors import ignored_value
from labeling.review.selectors.approvals import approved_revisions

LOOK_BACK = 40  # approved masks that the agreement looks back on: each is read from the store


class Pace(TypedDict):
    """Active minutes of the cases of one round; `round` is None for cases of no round."""

    round: int | None
    median: float
    q1: float
    q3: float
    n: int


class Agreement(TypedDict):
    """Mean Dice of a label over `n` cases: draft and approved mask, or two readers."""

    label: str
    color: int
    dice: float
    n: int


def minutes_per_case(project: Project) -> list[Pace]:
    """Readers' active minutes by the round that picked the case, oldest first."""
    minutes: dict[int | None, list[float]] = defaultdict(list)
    rows = Revision.objects.filter(
        case__project=project, origin=Origin.READER, active_seconds__gt=0
    )
    last = {row.annotation_id: row for row in rows.order_by("pk")}  # active time adds up: the last
    rounds = _round_of_case(project)
    for row in last.values():
        minutes[rounds.get(row.case_id)].append(row.active_seconds / 60)
    ordered = sorted(minutes, key=lambda number: (number is not None, number or 0))
    return [_pace(number, minutes[number]) for number in ordered]


def agreement_of(project: Project) -> list[Agreement]:
    """By label, over the latest approved masks that began from a draft."""
    rows = (
        approved_revisions(project)
        .filter(draft__isnull=False, answers__isnull=True)
        .order_by("-pk")
    )
    ignored = ignored_value(project)
    scores: dict[int, list[float]] = defaultdict(list)
    for revision in rows.select_related("draft", "case__series")[:LOOK_BACK]:
        if revision.draft is not None:
            before = stored_mask(revision.draft.mask_blob, shape_of(revision.case))
            for value, dice in dice_by_label(revision_mask(revision), before, ignored).items():
                scores[value].append(dice)
    return by_label(project, scores)


def by_label(project: Project, scores: Mapping[int, Sequence[float]]) -> list[Agreement]:
    """The mean of what was found by label value; labels without a score are left out."""
    return [
        Agreement(
            label=label.name,
            color=label.color,
            dice=float(np.mean(scores[label.value])),
            n=len(scores[label.value]),
        )
        for label in project.labels.order_by("value")
        if scores.get(label.value)
    ]


def _round_of_case(project: Project) -> dict[int, int]:
    rows = project.rounds.order_by("number").values_list("picks__case", "number")
    return {case: number for case, number in rows if case is not None}


def _pace(number: int | None, minutes: list[float]) -> Pace:
    q1, middle, q3 = np.percentile(minutes, [25, 50, 75]).tolist()
    return Pace(
        round=number, median=round(middle, 2), q1=round(q1, 2), q3=round(q3, 2), n=len(minutes)
    )
