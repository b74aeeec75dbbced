"""Whether picking pays: the control arm beside the picked one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypedDict

from django.db.models import Q

from labeling.annotate.models import Origin, Revision
from labeling.projects.models import Project
from labeling.review.bootstrap import Interval, difference_interval, mean_interval
from labeling.review.selectors.approvals import approved_revisions
from labeling.review.stopping import arms_words
from labeling.rounds.models import Arm, Pick

NOT_CONTROL = Q(rule="unscored") | Q(rule__endswith="/unscored")
"""Drawn since the strategy had nothing to weigh them by, some for the minimum of a group."""


class ArmFigures(TypedDict):
    """Of approved cases whose draft a model had made: what it took to correct them."""

    arm: str
    cases: int
    dice: Interval | None
    edited_voxels: Interval | None
    minutes: Interval | None


class Arms(TypedDict):
    """Both arms, the difference of their draft Dice (picked minus random), and what it says."""

    arms: list[ArmFigures]
    difference: Interval | None
    words: str


class Correction(TypedDict):
    """One case: Dice of draft and approved mask, voxels changed, the reader's active minutes."""

    dice: float
    edited_voxels: float
    minutes: float | None


def arms_of(project: Project) -> Arms:
    """Over all rounds that a model picked; the rounds' models differ, and both arms share them.

    Cases that came in by chance only because the strategy could not weigh them belong to no arm.
    """
    found = corrections_by_arm(project)
    dice = {arm: [one["dice"] for one in found[arm]] for arm in Arm.values}
    difference = difference_interval(dice[Arm.PICKED], dice[Arm.RANDOM])
    return Arms(
        arms=[_figures(arm, found[arm]) for arm in (Arm.PICKED, Arm.RANDOM)],
        difference=difference,
        words=arms_words(difference),
    )


def corrections_by_arm(project: Project) -> dict[str, list[Correction]]:
    """By arm, the approved masks that began from the draft of a model."""
    rows = Pick.objects.filter(round__project=project, round__model_version__isnull=False)
    arms = dict(rows.exclude(NOT_CONTROL).order_by("round").values_list("case", "arm"))
    minutes = minutes_of_cases(project)
    revisions = approved_revisions(project).filter(
        draft__model_version__isnull=False, draft_dice__isnull=False, case__in=arms
    )
    found: dict[str, list[Correction]] = defaultdict(list)
    for row in revisions:
        if row.draft_dice is not None:
            corrected = Correction(
                dice=row.draft_dice,
                edited_voxels=row.edited_voxels,
                minutes=minutes.get(row.case_id),
            )
            found[arms[row.case_id]].append(corrected)
    return found


def minutes_of_cases(project: Project) -> dict[int, float]:
    """Readers' active minutes by case, of all who read it."""
    rows = Revision.objects.filter(
        case__project=project, origin=Origin.READER, active_seconds__gt=0
    )
    last = dict(rows.order_by("pk").values_list("annotation", "active_seconds"))  # time adds up
    cases = dict(rows.values_list("annotation", "case"))
    found: dict[int, float] = defaultdict(float)
    for annotation, seconds in last.items():
        found[cases[annotation]] += seconds / 60
    return dict(found)


def _figures(arm: Arm, rows: Sequence[Correction]) -> ArmFigures:
    minutes = [row["minutes"] for row in rows if row["minutes"] is not None]
    return ArmFigures(
        arm=arm.value,
        cases=len(rows),
        dice=mean_interval([row["dice"] for row in rows]),
        edited_voxels=mean_interval([row["edited_voxels"] for row in rows]),
        minutes=mean_interval(minutes),
    )
