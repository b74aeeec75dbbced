"""Draft and score the cases that nobody has opened."""

import time
from typing import Any

from activelearning.assist.batch import predict_case
from activelearning.prelabel.draft import Proposal, proposal_of, propose
from activelearning.prelabel.predictors import load_predictor
from activelearning.score.errors import ScoreProblem
from activelearning.stages import StageReport
from labeling.assist.selectors import subject_of
from labeling.core.blobs import BlobDamaged, BlobMissing
from labeling.core.errors import GyreError
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.ingest.selectors import load_volume
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import cases_to_draft, keeps_its_draft
from labeling.prelabel.services import store_draft
from labeling.rounds.selectors import champion, measure_for, project_by_id
from labeling.rounds.services import store_score
from models.errors import ModelProblem
from models.spec import ModelSpec

SKIPPED = (ModelProblem, ScoreProblem, CaseIsOpened, BlobDamaged, BlobMissing)


def draft_pool(report: StageReport, project_id: int) -> int:
    """Every case that the champion has not drafted and scored yet; return how many were done.

    Each case is a commit of its own, so a killed worker loses one case at most. A case that the
    network cannot take is left out and logged: it must not hold up the others.
    """
    version = champion(project_by_id(project_id))
    if version is None:
        return 0
    waiting = list(cases_to_draft(version).values_list("pk", flat=True))
    done = 0
    for at, case_id in enumerate(waiting, start=1):
        report.run.stop_if_asked()
        done += draft_case(report.run, project_id, case_id)
        report.progress(at / len(waiting), f"case {at} of {len(waiting)}")
    return done


def draft_case(run: Run, project_id: int, case_id: int) -> bool:
    """Draft and score one case by the champion; False when there is nothing to do or it was skipped.

    Raises:
        Superseded: the job belongs to another worker; nothing is stored.
    """
    project = project_by_id(project_id)
    version = champion(project)
    case = cases_to_draft(version).filter(pk=case_id).first() if version else None
    if version is None or case is None:
        return False
    try:
        began = time.monotonic()
        proposal = _proposed(case.pk, version.weights_blob, version.spec)
        seconds = time.monotonic() - began
        components = proposal.doubt.components()
        measure = measure_for(project.strategy, {}, components)
        with run.commit_results(last=False):
            if not keeps_its_draft(case):
                store_draft(
                    case=case,
                    version=version,
                    mask=proposal.mask,
                    uncertainty=proposal.uncertainty,
                    slice_doubt=proposal.slice_doubt,
                    doubtful_places=proposal.doubtful_places,
                    seconds=round(seconds, 3),
                )
            store_score(
                case_id=case.pk,
                version_id=version.pk,
                score=components[measure],
                measure=measure,
                components=components,
                band_probabilities=proposal.doubt.band_probabilities,
                embedding=proposal.doubt.embedding,
            )
    except SKIPPED as problem:
        log.warning("draft.skipped", case_id=case_id, code=problem.code, exc_info=True)
        return False
    return True


def _proposed(case_id: int, weights: str, spec: dict[str, Any]) -> Proposal:
    """By the model helper, which lets people go first; here when none runs or it could not."""
    subject = subject_of(case_id)
    spacing = subject.geometry.spacing
    try:
        prediction = predict_case(case_id, weights)
    except GyreError as problem:
        log.info("draft.in_process", case_id=case_id, code=problem.code)
        return propose(load_predictor(weights, spec), load_volume(subject.series), spacing)
    return proposal_of(prediction, ModelSpec.from_json(spec), spacing)
