"""Judge a challenger on the locked holdout, against the champion."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from activelearning.curate.dataset import ApprovedCase, approved_cases
from activelearning.prelabel.predictors import load_predictor
from activelearning.stages import StageReport
from labeling.rounds.selectors import champion, training_run
from models.evaluation.bootstrap import bootstrap_mean, patient_means
from models.evaluation.case import CaseScores, score_case
from models.evaluation.gate import GateReport, judge
from models.inference.predictor import Predictor


@dataclass(frozen=True)
class Judgement:
    """How a challenger did. `gate` is None when no holdout case has an approved mask."""

    gate: GateReport | None
    holdout: dict[str, Any]


@dataclass(frozen=True)
class _Champion:
    """The live model with what it scored on the holdout before, by case name and mask."""

    weights_blob: str
    spec: dict[str, Any]
    known: dict[tuple[str, str], CaseScores]

    def score(self, case: ApprovedCase, label_values: list[int]) -> CaseScores:
        """From the record if the truth has not changed since, else predicted now."""
        known = self.known.get((case.name, case.mask_sha256))
        if known is not None and list(known.classes) == label_values[1:]:
            return known
        return _score(load_predictor(self.weights_blob, self.spec), case, label_values)


def judge_on_holdout(
    report: StageReport, training_run_id: int, weights_blob: str, spec: dict[str, Any]
) -> Judgement:
    """Score the challenger on every approved holdout case, and the champion where it is not known."""
    training = training_run(training_run_id)
    challenger = load_predictor(weights_blob, spec)
    label_values = list(challenger.spec.label_values)
    live = _live(training_run_id)
    new: list[CaseScores] = []
    old: list[CaseScores] = []
    masks: list[str] = []
    for case in approved_cases(training_run_id, "holdout"):
        report.run.stop_if_asked()
        new.append(_score(challenger, case, label_values))
        masks.append(case.mask_sha256)
        if live is not None:
            old.append(live.score(case, label_values))
        report.progress(0.5, f"{len(new)} cases")
    if not new:
        return Judgement(gate=None, holdout={})
    rng = np.random.default_rng(training.seed)
    return Judgement(
        gate=judge(new, old or None, rng=rng),
        holdout=_summary(new, masks, label_values, np.random.default_rng(training.seed)),
    )


def _live(training_run_id: int) -> _Champion | None:
    version = champion(training_run(training_run_id).project)
    if version is None:
        return None
    cached = (version.metrics.get("holdout") or {}).get("per_case", [])
    return _Champion(
        weights_blob=version.weights_blob,
        spec=version.spec,
        known={(one["case"], one["mask_sha256"]): CaseScores.from_json(one) for one in cached},
    )


def _score(predictor: Predictor, case: ApprovedCase, label_values: list[int]) -> CaseScores:
    prediction = predictor.predict(case.image, case.spacing)
    same_labels = list(predictor.spec.label_values) == label_values
    return score_case(
        prediction.labels,
        case.mask,
        case=case.name,
        patient=case.patient,
        spacing=case.spacing,
        label_values=label_values,
        probabilities=prediction.probabilities if same_labels else None,
    )


def _summary(
    scores: list[CaseScores],
    masks: list[str],
    label_values: list[int],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """What ModelVersion.metrics["holdout"] keeps."""
    patients = [one.patient for one in scores]
    interval = bootstrap_mean(patient_means([one.dice for one in scores], patients), rng)
    eces = [one.ece for one in scores if one.ece is not None]
    return {
        "n": len(scores),
        "patients": interval.patients,
        "dice_mean": _mean([one.dice for one in scores]),
        "dice_low": interval.low,
        "dice_high": interval.high,
        "dice_per_class": {
            str(value): _mean([one.classes[value].dice for one in scores])
            for value in label_values[1:]
        },
        "nsd": _mean([one.nsd for one in scores]),
        "hd95": _mean([one.hd95 for one in scores]),
        "ece": _mean(eces),
        "failed": sum(one.failed for one in scores),
        "per_case": [
            one.to_json() | {"mask_sha256": mask} for one, mask in zip(scores, masks, strict=True)
        ],
    }


def _mean(values: list[float]) -> float | None:
    """None where there is nothing to average or it is not finite: JSON knows no NaN."""
    mean = float(np.mean(values)) if values else float("nan")
    return round(mean, 5) if np.isfinite(mean) else None
