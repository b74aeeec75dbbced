"""The promotion gate for classifiers: may the challenger take the champion's place?

On the locked holdout, both models on the same films, patients resampled together. Promote when findings are
told apart better (AUROC, or with equal AUROC more truthful probabilities), no finding is told clearly
worse, and the probabilities (Brier) and their calibration are not worse.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classification.calibration import calibration_error
from models.classification.ranking import auroc, brier
from models.classification.rows import FEWEST_PATIENTS, RESAMPLES, Rows
from models.errors import InputProblem
from models.evaluation.bootstrap import Interval
from models.evaluation.rules import (
    GateRule,
    finite_or_null,
    measured,
    paired,
    part_rule,
    verdict,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FilmScores:
    """One holdout film: what was said and what is true, by finding; None is not known."""

    case: str
    patient: str
    probabilities: dict[str, float]
    labels: dict[str, int | None]
    groups: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self) | {"groups": list(self.groups)}


@dataclass(frozen=True)
class FindingsLimits:
    """What counts as "not worse"; AUROC, Brier and ECE are shares."""

    auroc_low: float = -0.03
    finding_low: float = -0.05
    brier_gain: float = 0.005
    ece_gain: float = 0.02


@dataclass(frozen=True)
class FindingsGate:
    """The judgement, complete enough to be shown to the person who has to trust it.

    Attributes:
        delta: change of the mean AUROC over findings.
        per_finding: change of each finding's AUROC.
    """

    promoted: bool
    reason: str
    rules: tuple[GateRule, ...]
    cases: int
    patients: int
    challenger_auroc: float | None
    champion_auroc: float | None
    delta: Interval | None
    per_finding: dict[str, Interval]

    def to_json(self) -> dict[str, Any]:
        """A JSON object; numbers that are not finite become null."""
        value = {"task": "classification", **asdict(self)}
        cleaned: dict[str, Any] = finite_or_null(value)
        return cleaned


def judge_findings(
    challenger: Sequence[FilmScores],
    champion: Sequence[FilmScores] | None,
    findings: Sequence[str],
    *,
    rng: np.random.Generator,
    limits: FindingsLimits | None = None,
) -> FindingsGate:
    """Compare two models on the same holdout films.

    `champion` None or empty: there is nothing to beat, so the challenger is promoted when its
    probabilities are all finite. A finding of which the holdout shows one side only is not judged.

    Raises:
        InputProblem: no film was scored, or the two were not scored on the same films.
    """
    if not challenger:
        raise InputProblem("The challenger was scored on no film: the holdout is empty.")
    if not champion:
        return _first_model(challenger, findings)
    pairs = paired(challenger, champion)
    new, old = [one for one, _ in pairs], [one for _, one in pairs]
    weights = _weights(new, rng)
    changes = {key: _changes(key, new, old, weights) for key in findings}
    told = {key: one for key, one in changes.items() if one is not None}
    patients = len({one.patient for one in new})
    each = {key: _interval(one, patients) for key, one in told.items()}
    delta = _interval(_over_findings(list(told.values())), patients) if told else None
    brier_change = _mean_change(brier_of, findings, new, old)
    rules = _rules(delta, each, brier_change, _mean_change(ece_of, findings, new, old), limits)
    nothing = f"No finding could be compared over {patients} patients"
    promoted, reason = verdict(measured("Mean AUROC", delta) if delta else nothing, rules)
    return FindingsGate(
        promoted=promoted,
        reason=reason,
        rules=rules,
        cases=len(new),
        patients=patients,
        challenger_auroc=_mean_auroc(new, list(told)),
        champion_auroc=_mean_auroc(old, list(told)),
        delta=delta,
        per_finding=each,
    )


def rows_of(films: Sequence[FilmScores], finding: str) -> Rows:
    """The films of which it is known whether they have the finding."""
    nothing = float("nan")
    labels = [one.labels.get(finding) for one in films]
    return Rows.of(
        np.array([one.probabilities.get(finding, nothing) for one in films]),
        np.array([nothing if label is None else label for label in labels], np.float64),
        [one.patient for one in films],
    )


def brier_of(rows: Rows) -> float:
    """The Brier score of the rows as they are."""
    return float(brier(rows, np.ones((1, len(rows.labels))))[0])


def ece_of(rows: Rows) -> float:
    """The calibration error of the rows as they are."""
    return calibration_error(rows.probabilities, rows.labels)


def _first_model(challenger: Sequence[FilmScores], findings: Sequence[str]) -> FindingsGate:
    said = [p for one in challenger for p in one.probabilities.values()]
    finite = all(math.isfinite(p) for p in said)
    told = [key for key in findings if rows_of(challenger, key).rarer > 0]
    reason = (
        "There is no champion to beat and every probability is finite: the first model is promoted."
        if finite
        else "The first model has probabilities that are not finite: it is not promoted."
    )
    mean = _mean_auroc(challenger, told) if finite else None
    return FindingsGate(
        promoted=finite,
        reason=reason,
        rules=(GateRule("finite probabilities", value=mean, limit=None, passed=finite),),
        cases=len(challenger),
        patients=len({one.patient for one in challenger}),
        challenger_auroc=mean,
        champion_auroc=None,
        delta=None,
        per_finding={},
    )


def _weights(films: Sequence[FilmScores], rng: np.random.Generator) -> Floats:
    """(1 + R, n): once each film, then how often it comes in each draw of patients."""
    _, numbers = np.unique([one.patient for one in films], return_inverse=True)
    count = int(numbers.max()) + 1
    times = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return np.concatenate([np.ones((1, len(films))), times[:, numbers].astype(np.float64)])


def _changes(
    key: str, new: Sequence[FilmScores], old: Sequence[FilmScores], weights: Floats
) -> Floats | None:
    """(1 + R,) change of AUROC, NaN in draws of one side only; None where all films are of one."""
    known = np.array([one.labels.get(key) is not None for one in new])
    mine, theirs = rows_of(new, key), rows_of(old, key)
    if mine.rarer == 0 or not np.isfinite(theirs.probabilities).all():
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        change: Floats = auroc(mine, weights[:, known]) - auroc(theirs, weights[:, known])
    return change


def _over_findings(each: Sequence[Floats]) -> Floats:
    """(1 + R,) mean over the findings that a draw shows both sides of, NaN where there is none."""
    stacked = np.stack(each)
    known = np.isfinite(stacked)
    count = known.sum(axis=0)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    mean: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _interval(changes: Floats, patients: int) -> Interval:
    if patients < FEWEST_PATIENTS:
        return Interval(float(changes[0]), None, None, patients)
    low, high = np.nanpercentile(changes[1:], [2.5, 97.5])
    return Interval(float(changes[0]), float(low), float(high), patients)


def _mean_change(
    measure: Any, findings: Sequence[str], new: Sequence[FilmScores], old: Sequence[FilmScores]
) -> float | None:
    """Mean over the findings that both models answer and somebody knows."""
    pairs = [(rows_of(new, key), rows_of(old, key)) for key in findings]
    each = [
        measure(mine) - measure(theirs)
        for mine, theirs in pairs
        if len(mine.labels) and np.isfinite(theirs.probabilities).all()
    ]
    return float(np.mean(each)) if each else None


def _rules(
    delta: Interval | None,
    each: dict[str, Interval],
    brier_change: float | None,
    ece_change: float | None,
    limits: FindingsLimits | None,
) -> tuple[GateRule, ...]:
    bounds = limits or FindingsLimits()
    better = delta.mean if delta else 0.0
    surer = brier_change is not None and brier_change < 0
    note = "" if better else "AUROC is the same: judged on whether the probabilities are truer."
    rules = [
        GateRule("mean AUROC gain", better, 0.0, better > 0 or (better == 0 and surer), note),
        _low_rule("AUROC gain", delta, bounds.auroc_low),
        *(part_rule(f"finding {key} AUROC", one, bounds.finding_low) for key, one in each.items()),
    ]
    if brier_change is not None and ece_change is not None:
        rules += [
            GateRule(
                "Brier change", brier_change, bounds.brier_gain, brier_change <= bounds.brier_gain
            ),
            GateRule(
                "calibration error change",
                ece_change,
                bounds.ece_gain,
                ece_change <= bounds.ece_gain,
            ),
        ]
    return tuple(rules)


def _low_rule(name: str, interval: Interval | None, limit: float) -> GateRule:
    if interval is None:
        note = "no finding is both present and absent in the holdout: not judged."
        return GateRule(name, None, limit, passed=True, note=note)
    return part_rule(name, interval, limit)


def _mean_auroc(films: Sequence[FilmScores], told: Sequence[str]) -> float | None:
    rows = [rows_of(films, key) for key in told]
    if not rows:
        return None
    return float(np.mean([auroc(one, np.ones((1, len(one.labels))))[0] for one in rows]))
