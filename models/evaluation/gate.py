"""The promotion gate: may the challenger take the champion's place?

On the locked holdout, paired per patient. Promote when the mean Dice does not fall (its interval
stays above a small loss), no class and no subgroup loses, and surface distance, calibration and the
number of failed cases are not worse. Subgroups are those of one attribute that are large enough to be
shown; their intersections are reported, not judged: among dozens of small groups some interval
reaches below any limit by chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.errors import InputProblem
from models.evaluation.bootstrap import (
    MINIMUM_PATIENTS,
    Interval,
    bootstrap_patients,
    mean_over_patients,
)
from models.evaluation.case import CaseScores
from models.evaluation.rules import (
    GateRule,
    finite_or_null,
    measured,
    paired,
    part_rule,
    verdict,
)
from models.evaluation.subgroups import judged_groups


@dataclass(frozen=True)
class GateLimits:
    """What counts as "not worse". Dice, NSD and ECE are shares; hd95 is mm."""

    delta_dice: float = 0.0
    delta_dice_low: float = -0.005
    part_low: float = -0.02
    nsd_loss: float = 0.005
    hd95_gain: float = 0.25
    ece_gain: float = 0.01


@dataclass(frozen=True)
class GateReport:
    """The judgement, complete enough to be shown to the person who has to trust it."""

    promoted: bool
    reason: str
    rules: tuple[GateRule, ...]
    cases: int
    patients: int
    challenger_dice: float
    champion_dice: float | None
    delta: Interval | None
    per_class: dict[int, Interval]
    per_group: dict[str, Interval]

    def to_json(self) -> dict[str, Any]:
        """A JSON object; numbers that are not finite become null."""
        value = asdict(self)
        value["per_class"] = {str(k): one for k, one in value["per_class"].items()}
        cleaned: dict[str, Any] = finite_or_null(value)
        return cleaned


def judge(
    challenger: Sequence[CaseScores],
    champion: Sequence[CaseScores] | None,
    *,
    rng: np.random.Generator,
    limits: GateLimits = GateLimits(),
) -> GateReport:
    """Compare two models on the same holdout cases.

    `champion` None or empty: there is nothing to beat, so the challenger is promoted when its
    scores are all finite. `rng` makes the bootstrap repeatable.

    Raises:
        InputProblem: no case was scored, or the two were not scored on the same cases.
    """
    if not challenger:
        raise InputProblem("The challenger was scored on no case: the holdout is empty.")
    if not champion:
        return _first_model(challenger)
    pairs = paired(challenger, champion)
    delta = _delta_interval(pairs, rng)
    per_class = {value: _class_interval(pairs, value, rng) for value in challenger[0].classes}
    per_group = {
        name: _delta_interval([pairs[at] for at in members], rng)
        for name, members in judged_groups([new for new, _ in pairs]).items()
    }
    rules = (
        *_dice_rules(delta, limits),
        *(part_rule(f"class {value} Dice", ci, limits.part_low) for value, ci in per_class.items()),
        *(part_rule(f"{name} Dice", ci, limits.part_low) for name, ci in per_group.items()),
        *_quality_rules(pairs, limits),
    )
    promoted, reason = verdict(measured("Mean Dice", delta), rules)
    return GateReport(
        promoted=promoted,
        reason=reason,
        rules=rules,
        cases=len(pairs),
        patients=delta.patients,
        challenger_dice=_dice_of(challenger),
        champion_dice=_dice_of(champion),
        delta=delta,
        per_class=per_class,
        per_group=per_group,
    )


Pair = tuple[CaseScores, CaseScores]


def _dice_of(cases: Sequence[CaseScores]) -> float:
    """Over patients, as the change is: what stands beside each other adds up."""
    return mean_over_patients([case.dice for case in cases], [case.patient for case in cases])


def _first_model(challenger: Sequence[CaseScores]) -> GateReport:
    mean = _dice_of(challenger)
    finite = all(math.isfinite(case.dice) and math.isfinite(case.hd95) for case in challenger)
    reason = (
        "There is no champion to beat and every score is finite: the first model is promoted."
        if finite
        else "The first model has scores that are not finite: it is not promoted."
    )
    rule = GateRule("finite scores", value=mean, limit=None, passed=finite)
    return GateReport(
        promoted=finite,
        reason=reason,
        rules=(rule,),
        cases=len(challenger),
        patients=len({case.patient for case in challenger}),
        challenger_dice=mean,
        champion_dice=None,
        delta=None,
        per_class={},
        per_group={},
    )


def _delta_interval(pairs: Sequence[Pair], rng: np.random.Generator) -> Interval:
    deltas = [new.dice - old.dice for new, old in pairs]
    return bootstrap_patients(deltas, [new.patient for new, _ in pairs], rng)


def _class_interval(pairs: Sequence[Pair], value: int, rng: np.random.Generator) -> Interval:
    deltas = [new.classes[value].dice - old.classes[value].dice for new, old in pairs]
    return bootstrap_patients(deltas, [new.patient for new, _ in pairs], rng)


def _dice_rules(delta: Interval, limits: GateLimits) -> tuple[GateRule, GateRule]:
    gain = GateRule("mean Dice gain", delta.mean, limits.delta_dice, delta.mean > limits.delta_dice)
    if delta.low is None:
        return gain, GateRule(
            "Dice gain, low end of 95 % interval",
            None,
            limits.delta_dice_low,
            passed=True,
            note=f"{delta.patients} patients are too few for an interval ({MINIMUM_PATIENTS} "
            "needed): judged on the mean alone.",
        )
    return gain, GateRule(
        "Dice gain, low end of 95 % interval",
        delta.low,
        limits.delta_dice_low,
        delta.low > limits.delta_dice_low,
    )


def _quality_rules(pairs: Sequence[Pair], limits: GateLimits) -> list[GateRule]:
    nsd = _change(pairs, lambda one: one.nsd)
    hd95 = _change(pairs, lambda one: one.hd95)
    rules = [
        GateRule("surface Dice (NSD) change", nsd, -limits.nsd_loss, nsd >= -limits.nsd_loss),
        GateRule("HD95 change in mm", hd95, limits.hd95_gain, hd95 <= limits.hd95_gain),
    ]
    known = [(new, old) for new, old in pairs if new.ece is not None and old.ece is not None]
    if known:
        ece = _change(known, lambda one: one.ece or 0.0)
        rules.append(
            GateRule("calibration error change", ece, limits.ece_gain, ece <= limits.ece_gain)
        )
    failures = [sum(side.failed for side in column) for column in zip(*pairs, strict=True)]
    rules.append(GateRule("failed cases", failures[0], failures[1], failures[0] <= failures[1]))
    return rules


def _change(pairs: Sequence[Pair], measure: Callable[[CaseScores], float]) -> float:
    changes = [measure(new) - measure(old) for new, old in pairs]
    return mean_over_patients(changes, [new.patient for new, _ in pairs])
