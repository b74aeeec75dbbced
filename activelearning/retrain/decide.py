"""Record the challenger and decide: live, rejected, or waiting for a person."""

from activelearning.retrain.judge import Judgement
from activelearning.retrain.train import Trained
from activelearning.version import training_code_version
from labeling.core.jobs import Run
from labeling.prelabel.services import mark_stale
from labeling.rounds import services as rounds
from labeling.rounds.selectors import training_run
from labeling.rounds.services import NewVersion

NOT_JUDGED = (
    "No holdout case has an approved mask, so the model was not judged. "
    "It waits for a person: promote it, or approve holdout cases and train again."
)
HELD = "The project leaves promotion to a person."


def record_and_decide(
    run: Run, training_run_id: int, weights_blob: str, trained: Trained, judgement: Judgement
) -> bool:
    """One transaction: the version, the decision and what it makes stale. True when it is live now.

    Raises:
        Superseded: another worker has the job; nothing is recorded.
    """
    training = training_run(training_run_id)
    gate = judgement.gate
    new = NewVersion(
        weights_blob=weights_blob,
        spec=trained.spec,
        code_version=training_code_version(),
        labels_used=sum(one["split"] == "train" for one in training.revisions),
        metrics={
            "holdout": judgement.holdout,
            "human": judgement.human,
            "training": trained.metrics,
        },
        gate=gate.to_json() if gate else {},
    )
    with run.commit_results(last=False):
        version = rounds.record_version(run_id=training_run_id, new=new)
        if gate is None:
            rounds.hold_model(version=version, reason=NOT_JUDGED)
        elif not gate.promoted:
            rounds.reject_model(version=version, reason=gate.reason)
        elif not training.project.auto_promote:
            rounds.hold_model(version=version, reason=f"{gate.reason} {HELD}")
        else:
            rounds.promote_model(version=version, by=None, reason=gate.reason)
            mark_stale(project_id=training.project_id, version_id=version.pk)
            return True
    return False
