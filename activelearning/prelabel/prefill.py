"""Better drafts, between two challengers, for the cases that readers open next."""

import time
from collections.abc import Callable

from activelearning.prelabel.asking import proposals
from activelearning.prelabel.draft import Proposal
from activelearning.prelabel.outcomes import OF_THE_CASE, keep_draft
from activelearning.stages import StageReport
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import cases_to_prefill
from labeling.rounds.selectors import project_by_id, quick_model, training_run
from models.errors import DeviceLost


def prefill_open_batch(report: StageReport, training_run_id: int) -> int:
    """Draft what is picked or assigned and not opened, by the quick model; return how many.

    Each case is a commit of its own. Scores stay the champion's: the quick model picks nothing. When
    the champion was replaced meanwhile there is no quick model, and nothing to do.

    Raises:
        DeviceLost: no case can be answered here.
        Superseded: the job belongs to another worker; nothing more is stored.
    """
    project_id = training_run(training_run_id).project_id
    version = quick_model(project_by_id(project_id))
    if version is None:
        return 0
    waiting = list(cases_to_prefill(version).values_list("pk", flat=True))
    done, began = 0, time.monotonic()
    found = proposals(report.run, version, waiting)
    for at, (case_id, propose) in enumerate(found, start=1):
        report.run.stop_if_asked()
        done += _keep(report.run, project_id, case_id, propose, began)
        began = time.monotonic()
        report.progress(at / len(waiting), f"case {at} of {len(waiting)}")
    return done


def _keep(
    run: Run, project_id: int, case_id: int, propose: Callable[[], Proposal], since: float
) -> bool:
    """Store a draft; False when the case was opened meanwhile or could not be drafted."""
    try:
        proposal = propose()
        seconds = time.monotonic() - since
        with run.commit_results(last=False):
            version = quick_model(project_by_id(project_id))
            case = cases_to_prefill(version).filter(pk=case_id).first() if version else None
            if version is None or case is None:
                return False
            keep_draft(case, version, proposal, seconds)
    except DeviceLost:
        raise
    except (CaseIsOpened, *OF_THE_CASE) as problem:
        log.warning("prefill.skipped", case_id=case_id, code=problem.code, exc_info=True)
        return False
    return True
