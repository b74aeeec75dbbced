"""Draft and score the cases of a project of findings."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from activelearning.films import Film, load_case_film
from activelearning.prelabel.outcomes import OF_THE_CASE
from activelearning.prelabel.predictors import load_classifier
from activelearning.score.findings import FindingsDoubt, score_findings
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import keeps_its_draft, unopened_cases
from labeling.prelabel.services import store_findings_draft
from labeling.projects.selectors import findings_of
from labeling.rounds.selectors import champion, measure_for, project_by_id
from labeling.rounds.services import note_unscored, store_score
from models.classification.predictor import ClassifierPredictor
from models.classification.triage import abnormality
from models.errors import DeviceLost

MEMBERS = 4
"""A film is looked at so often: what the looks disagree on is the doubt that more labels cure."""
LOOKS = "tta"


@dataclass(frozen=True)
class FindingsProposal:
    """Calibrated probability by finding, and how much they are to be doubted."""

    findings: dict[str, dict[str, Any]]
    doubt: FindingsDoubt


def propose_findings(predictor: ClassifierPredictor, film: Film) -> FindingsProposal:
    """Answer for one film, without boxes: a classifier knows of no place.

    Raises:
        InputProblem: the film cannot be given to the network.
    """
    spec = predictor.spec
    said = predictor.predict(film.image, film.spacing, members=MEMBERS)
    doubt = score_findings(
        said.member_probabilities,
        spec.findings,
        embedding=[float(value) for value in said.embedding],
        abnormality=float(abnormality(said.probabilities[None], spec)[0]),
        threshold=spec.triage.threshold if spec.triage else None,
    )
    findings = {
        key: {"probability": round(float(p), 4), "boxes": list[Any]()}
        for key, p in zip(spec.findings, np.clip(said.probabilities, 0, 1), strict=True)
    }
    return FindingsProposal(findings, doubt)


def draft_films(
    run: Run, project_id: int, case_ids: Sequence[int], *, said: Callable[[int], None]
) -> int:
    """Let the champion answer for each case, a commit each; return how many were kept.

    A case that cannot be answered is left out, and why is recorded.

    Raises:
        SpecProblem, WeightsProblem, BlobMissing: the model cannot be loaded.
        DeviceLost: no other case can be answered here either.
        Interrupted: the worker was asked to stop. Superseded: the job is another's.
    """
    version = champion(project_by_id(project_id))
    if version is None:
        return 0
    predictor = load_classifier(version.weights_blob, version.spec)
    kept = 0
    for at, case_id in enumerate(case_ids, start=1):
        run.stop_if_asked()
        kept += _draft(run, project_id, version.pk, case_id, predictor)
        said(at)
    return kept


def embed_film(version: Any, case: Any) -> list[float]:
    """What a model makes of a film; raises as `propose_findings`."""
    film = load_case_film(case)
    predictor = load_classifier(version.weights_blob, version.spec)
    return [float(value) for value in predictor.predict(film.image, film.spacing).embedding]


def _draft(
    run: Run, project_id: int, version_id: int, case_id: int, predictor: ClassifierPredictor
) -> bool:
    case = unopened_cases(project_id).filter(pk=case_id).first()
    if case is None:
        return False
    began = time.monotonic()
    try:
        proposal = propose_findings(predictor, load_case_film(case))
        return _store(run, version_id, case, proposal, round(time.monotonic() - began, 3))
    except CaseIsOpened as problem:
        log.info("draft.opened_meanwhile", case_id=case_id, code=problem.code)
    except DeviceLost:
        raise
    except OF_THE_CASE as problem:
        code = str(getattr(problem, "code", "unexpected"))
        log.warning("draft.skipped", case_id=case_id, code=code, exc_info=problem)
        with run.commit_results(last=False):
            note_unscored(case_id=case_id, version_id=version_id, code=code, reason=str(problem))
    return False


def _store(
    run: Run, version_id: int, case: Any, proposal: FindingsProposal, seconds: float
) -> bool:
    """A finding that the project no longer asks for is left out."""
    components = proposal.doubt.components()
    with run.commit_results(last=False):
        project = project_by_id(case.project_id)
        version = champion(project)
        if version is None or version.pk != version_id:
            return False
        asked = {finding.key for finding in findings_of(project)}
        findings = {key: one for key, one in proposal.findings.items() if key in asked}
        measure = measure_for(project.strategy, project.strategy_parameters, components)
        if not keeps_its_draft(case):
            store_findings_draft(case=case, version=version, findings=findings, seconds=seconds)
        store_score(
            case_id=case.pk,
            version_id=version_id,
            score=components[measure],
            measure=measure,
            components=components,
            band_probabilities=proposal.doubt.band_probabilities,
            embedding=proposal.doubt.embedding,
            members=LOOKS,
        )
    return True
