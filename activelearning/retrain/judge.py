"""Judge a challenger on the locked holdout, against the champion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from activelearning.curate.dataset import ApprovedCase, approved_cases, left_out
from activelearning.curate.snapshot import LeftOut
from activelearning.prelabel.predictors import load_predictor
from activelearning.retrain.summary import holdout_summary, human_ceiling
from activelearning.stages import StageReport
from labeling.cohorts.errors import ChannelProblem
from labeling.projects.channels import Channels, same_rules
from labeling.review.selectors import double_reads
from labeling.rounds.selectors import champion, training_run
from labeling.rounds.services import note_left_out
from models.evaluation.calibration import CalibrationSums, at_temperature_one
from models.evaluation.case import CaseScores, calibration_of, score_case, with_calibration
from models.evaluation.gate import judge
from models.inference.predictor import Predictor

HOLDOUT = "holdout"


class Gate(Protocol):
    """A decision with its reasons, of either task."""

    @property
    def promoted(self) -> bool: ...

    @property
    def reason(self) -> str: ...

    def to_json(self) -> dict[str, Any]:
        """What ModelVersion.gate keeps."""
        ...


@dataclass(frozen=True)
class Judgement:
    """How a challenger did. `gate` is None when no holdout case has an approved mask.

    Attributes:
        gate: the decision.
        holdout: see `holdout_summary`; {} without holdout.
        human: how well two readers agree, by label.
        champion: number of the row of the live model it was held against; None before there is one.
    """

    gate: Gate | None
    holdout: dict[str, Any]
    human: list[dict[str, Any]] = field(default_factory=list)
    champion: int | None = None


@dataclass
class _Judged:
    """What is kept of the challenger while the cases stream by: numbers, no volume."""

    scores: list[CaseScores] = field(default_factory=list)
    against: list[dict[str, Any]] = field(default_factory=list)
    after: CalibrationSums | None = None
    before: CalibrationSums | None = None

    def add(self, predictor: Predictor, case: ApprovedCase) -> None:
        spec = predictor.spec
        prediction = predictor.predict(case.image, case.spacing)
        probabilities = prediction.probabilities
        unscaled = at_temperature_one(
            probabilities, spec.temperature, sigmoid=spec.head == "sigmoid"
        )
        after = calibration_of(probabilities, case.mask, spec.label_values)
        before = calibration_of(unscaled, case.mask, spec.label_values)
        scores = _scored(prediction.labels, case, spec.label_values)
        self.scores.append(with_calibration(scores, after))
        self.against.append({"mask_sha256": case.sha256, "revision": case.revision_id})
        self.after = after if self.after is None else self.after + after
        self.before = before if self.before is None else self.before + before


@dataclass(frozen=True)
class _Champion:
    """The live model with what it scored on the holdout before, by case name and mask."""

    pk: int
    weights_blob: str
    spec: dict[str, Any]
    channels: Channels
    known: dict[tuple[str, str], CaseScores]

    def score(
        self, case: ApprovedCase, label_values: Sequence[int], channels: Channels
    ) -> CaseScores:
        """From the record if the truth has not changed since, else predicted now.

        It is shown the channels it was made for, where the challenger's, `channels`, are others.

        Raises:
            ChannelProblem: the case lacks one of those.
        """
        known = self.known.get((case.name, case.sha256))
        if known is not None and list(known.classes) == list(label_values[1:]):
            return known
        predictor = load_predictor(self.weights_blob, self.spec)
        same = same_rules(channels, self.channels)
        image = case.image if same else case.shown(self.channels)
        prediction = predictor.predict(image, case.spacing)
        scores = _scored(prediction.labels, case, label_values)
        if tuple(predictor.spec.label_values) != tuple(label_values):
            return scores
        sums = calibration_of(prediction.probabilities, case.mask, label_values)
        return with_calibration(scores, sums)


def judge_on_holdout(
    report: StageReport, training_run_id: int, weights_blob: str, spec: dict[str, Any]
) -> Judgement:
    """Score the challenger on every approved holdout case, and the champion where it is not known.

    One case is in memory at a time. One that lacks a channel of either is left out of both, and the
    run says why.

    Raises:
        SpecProblem, WeightsProblem: the weights do not belong to the spec.
        BlobMissing, BlobDamaged: the stored weights are not what was stored.
    """
    training = training_run(training_run_id)
    challenger = load_predictor(weights_blob, spec)
    live = _live(training_run_id)
    against = live.pk if live else None
    judged, old = _Judged(), list[CaseScores]()
    without: list[LeftOut] = []
    for case in approved_cases(training_run_id, HOLDOUT, training.channels, without.append):
        report.run.stop_if_asked()
        if live is not None:
            try:
                score = live.score(case, challenger.spec.label_values, training.channels)
            except ChannelProblem as problem:
                without.append(left_out(case, HOLDOUT, problem))
                continue
            old.append(score)
        judged.add(challenger, case)
        report.progress(0.5, f"{len(judged.scores)} cases")
    with report.run.commit_results(last=False):
        notes = [{**one} for one in without]
        note_left_out(run_id=training_run_id, split=HOLDOUT, left_out=notes)
    rng = np.random.default_rng(training.seed)
    human = human_ceiling(double_reads(training.project), rng)
    if not judged.scores or judged.after is None or judged.before is None:
        return Judgement(gate=None, holdout={}, human=human, champion=against)
    gate = judge(judged.scores, old or None, rng=np.random.default_rng(training.seed))
    holdout = holdout_summary(judged.scores, old or None, judged.against, rng)
    holdout["calibration"] = {
        "temperature": challenger.spec.temperature,
        "after": judged.after.to_json(),
        "before": judged.before.to_json(),
    }
    return Judgement(gate=gate, holdout=holdout, human=human, champion=against)


def _live(training_run_id: int) -> _Champion | None:
    version = champion(training_run(training_run_id).project)
    if version is None:
        return None
    cached = (version.metrics.get("holdout") or {}).get("per_case", [])
    return _Champion(
        pk=version.pk,
        weights_blob=version.weights_blob,
        spec=version.spec,
        channels=version.run.channels,
        known={(one["case"], one["mask_sha256"]): CaseScores.from_json(one) for one in cached},
    )


def _scored(labels: Any, case: ApprovedCase, label_values: Sequence[int]) -> CaseScores:
    return score_case(
        labels,
        case.mask,
        case=case.name,
        patient=case.patient,
        spacing=case.spacing,
        label_values=label_values,
        groups=case.groups,
    )
