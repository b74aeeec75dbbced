"""Record the challenger and decide: live, rejected, or waiting for a person."""

import math
from collections.abc import Mapping
from typing import Any

from activelearning.retrain.judge import Judgement
from activelearning.retrain.train import Trained
from activelearning.version import training_code_version
from labeling.core.jobs import Run
from labeling.prelabel.services import mark_stale
from labeling.rounds import services as rounds
from labeling.rounds.selectors import champion, class_names, gate_words, training_run
from labeling.rounds.services import NewVersion
from models.training.validation import mean_dice

NOT_JUDGED = (
    "No holdout case has an approved mask, so the model was not judged. "
    "It waits for a person: promote it, or approve holdout cases and train again."
)
HELD = "The project leaves promotion to a person."
OVERTAKEN = (
    "Another model went live while this one was judged against the one before, so that judgement decides "
    "nothing. It waits for a person: promote it, or train again."
)

PREFILLS = (
    "Trained on from the live model for a short while. It pre-fills the open batch; it was not judged "
    "on the holdout and picks nothing."
)
LOST_GROUND = (
    "After a short training on new masks it did worse on the validation split ({after:.3f}) than the "
    "live model it came from ({before:.3f}), so the live model goes on pre-filling."
)


def record_and_decide(
    run: Run,
    training_run_id: int,
    weights_blob: str,
    trained: Trained,
    judgement: Judgement,
    *,
    explain: Mapping[str, Any] | None = None,
) -> bool:
    """One transaction: the version, the decision and what it makes stale. True when it is live now.

    `explain` is what `check_explanations` found.

    Raises:
        Superseded: another worker has the job; nothing is recorded.
    """
    training = training_run(training_run_id)
    gate = judgement.gate
    reason = gate_words(gate.reason, class_names(training.project)) if gate else NOT_JUDGED
    new = _new_version(
        training,
        weights_blob,
        trained,
        explain,
        parent_id=judgement.champion,
        judged={"holdout": judgement.holdout, "human": judgement.human},
        gate=gate.to_json() | {"reason": reason} if gate else {},
    )
    with run.commit_results(last=False):
        version = rounds.record_version(run_id=training_run_id, new=new)
        if gate is None:
            rounds.hold_model(version=version, reason=reason)
        elif not _is_live(version.project, judgement.champion):
            rounds.hold_model(version=version, reason=OVERTAKEN)
        elif not gate.promoted:
            rounds.reject_model(version=version, reason=reason)
        elif not training.project.auto_promote:
            rounds.hold_model(version=version, reason=f"{reason} {HELD}")
        else:
            rounds.promote_model(version=version, by=None, reason=reason)
            mark_stale(project_id=training.project_id, version_id=version.pk)
            return True
    return False


def record_quick_model(
    run: Run,
    training_run_id: int,
    weights_blob: str,
    trained: Trained,
    *,
    explain: Mapping[str, Any] | None = None,
) -> None:
    """One transaction: the quick version, and whether it pre-fills or is kept for the record only.

    Raises:
        Superseded: another worker has the job; nothing is recorded.
    """
    training = training_run(training_run_id)
    new = _new_version(training, weights_blob, trained, explain, parent_id=trained.champion)
    before, after = _on_the_same_cases(training_run_id, trained)
    with run.commit_results(last=False):
        version = rounds.record_version(run_id=training_run_id, new=new)
        if after < before:
            reason = LOST_GROUND.format(before=before, after=after)
            rounds.reject_model(version=version, reason=reason)
        else:
            rounds.let_prefill(version=version, reason=PREFILLS)


def _new_version(
    training: Any,
    weights_blob: str,
    trained: Trained,
    explain: Mapping[str, Any] | None,
    *,
    parent_id: int | None,
    judged: Mapping[str, Any] = {},
    gate: Mapping[str, Any] = {},
) -> NewVersion:
    return NewVersion(
        weights_blob=weights_blob,
        spec=trained.spec,
        code_version=training_code_version(),
        labels_used=sum(one["split"] == "train" for one in training.revisions),
        metrics={**judged, "training": trained.metrics, "explain": dict(explain or {})},
        gate=gate,
        parent_id=parent_id,
    )


def _on_the_same_cases(training_run_id: int, trained: Trained) -> tuple[float, float]:
    """Mean validation Dice of the live model and of the one trained on from it, if that is still live.

    Both were measured when their training ended; they compare only if that was on the same masks,
    and are no numbers where it was not.
    """
    training = training_run(training_run_id)
    live = champion(training.project)
    if live is None or live.pk != trained.champion:
        return math.nan, math.nan
    if _validated_on(live.run.revisions) != _validated_on(training.revisions):
        return math.nan, math.nan
    then = (live.metrics.get("training") or {}).get("validation_dice")
    return mean_dice(then or {}), mean_dice(trained.metrics.get("validation_dice") or {})


def _is_live(project: Any, version_id: int | None) -> bool:
    """Whether this version, or with None no version, is live."""
    live = champion(project)
    return (live.pk if live else None) == version_id


def _validated_on(revisions: list[dict[str, Any]]) -> set[int]:
    return {one["revision"] for one in revisions if one["split"] == "validation"}
