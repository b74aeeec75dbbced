"""Better drafts, between two challengers, for the cases that readers open next."""

import time

from activelearning.prelabel.asking import Live, predicted
from activelearning.prelabel.draft import proposal_of
from activelearning.prelabel.outcomes import OF_THE_CASE, keep_draft
from activelearning.stages import StageReport
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import cases_to_prefill
from labeling.rounds.selectors import prefiller, project_by_id, training_run
from models.errors import DeviceLost
from models.inference.pool import Outcome
from models.spec import ModelSpec


def prefill_open_batch(report: StageReport, training_run_id: int) -> int:
    """Draft what is picked or assigned and not opened, by the quick model; return how many.

    Each case is a commit of its own. Scores stay the champion's: the quick model picks nothing. When
    the champion was replaced meanwhile there is no quick model, and nothing to do.

    Raises:
        DeviceLost: no case can be answered here.
        Superseded: the job belongs to another worker; nothing more is stored.
    """
    project_id = training_run(training_run_id).project_id
    version = prefiller(project_by_id(project_id))
    if version is None:
        return 0
    waiting = list(cases_to_prefill(version).values_list("pk", flat=True))
    spec = ModelSpec.from_json(version.spec)
    live = Live(project_id, version.weights_blob, version.spec, version.run.channels)
    done, began = 0, time.monotonic()
    for at, (outcome, spacing) in enumerate(predicted(report.run, live, waiting, None), start=1):
        report.run.stop_if_asked()
        now = time.monotonic()
        done += _keep(report.run, project_id, outcome, spec, spacing, now - began)
        began = now
        report.progress(at / len(waiting), f"case {at} of {len(waiting)}")
    return done


def _keep(
    run: Run,
    project_id: int,
    outcome: Outcome[int],
    spec: ModelSpec,
    spacing: tuple[float, float, float],
    seconds: float,
) -> bool:
    """Store a draft; False when the case was opened meanwhile or could not be drafted."""
    try:
        proposal = proposal_of(outcome.result(), spec, spacing)
        with run.commit_results(last=False):
            version = prefiller(project_by_id(project_id))
            case = cases_to_prefill(version).filter(pk=outcome.key).first() if version else None
            if version is None or case is None:
                return False
            keep_draft(case, version, proposal, seconds)
    except DeviceLost:
        raise
    except (CaseIsOpened, *OF_THE_CASE) as problem:
        log.warning("prefill.skipped", case_id=outcome.key, code=problem.code, exc_info=True)
        return False
    return True
