"""Whether more labels still pay, from what is recorded."""

import numpy as np
from django.db.models import Avg

from labeling.prelabel.models import Draft
from labeling.projects.models import Project
from labeling.review.selectors.arms import corrections_by_arm, minutes_of_cases
from labeling.review.selectors.comparisons import double_reads
from labeling.review.stopping import (
    LEAST_CASES,
    Advice,
    agreement_advice,
    budget_advice,
    gain_advice,
    human_advice,
)
from labeling.rounds.models import Arm


def advice_of(project: Project) -> list[Advice]:
    """Every rule that can be asked of the project, each with its evidence."""
    readers = [
        float(np.mean(list(read.dice.values()))) for read in double_reads(project) if read.dice
    ]
    found = [
        gain_advice(validation_dice_of_models(project)),
        agreement_advice(agreement_of_models(project)),
        human_advice(_draft_dice(project), readers),
        budget_advice(sum(minutes_of_cases(project).values()), project.budget_minutes),
    ]
    return [one for one in found if one is not None]


def validation_dice_of_models(project: Project) -> list[float]:
    """Mean over labels of each model that was measured, oldest first; rejected ones are among them.

    Of the validation split: the holdout is for claims, and a claim on what one stopped by is none.
    """
    found = []
    for version in project.model_versions.order_by("number"):
        measured = (version.metrics.get("training") or {}).get("validation_dice") or {}
        values = [dice for dice in measured.values() if dice is not None]
        if values:
            found.append(float(np.mean(values)))
    return found


def agreement_of_models(project: Project) -> list[tuple[int, float]]:
    """(Number, mean Dice of its drafts with those of the model before) of each model, oldest first."""
    rows = (
        Draft.objects.filter(case__project=project, dice_before__isnull=False)
        .order_by("model_version__number")
        .values_list("model_version__number")
        .annotate(mean=Avg("dice_before"))
    )
    return [(number, float(mean)) for number, mean in rows if number is not None]


def _draft_dice(project: Project) -> list[float]:
    """Of the control arm, which stands for the pool; of all picks while that is too small."""
    found = corrections_by_arm(project)
    control = [one["dice"] for one in found[Arm.RANDOM]]
    if len(control) >= LEAST_CASES:
        return control
    return control + [one["dice"] for one in found[Arm.PICKED]]
