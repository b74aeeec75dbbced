"""What a classifier proposes for the cases of a project of findings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from activelearning.films import Film, load_case_film
from activelearning.prelabel.predictors import load_classifier
from activelearning.score.findings import FindingsDoubt, score_findings
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import unopened_cases
from labeling.prelabel.services import store_findings_draft
from labeling.projects.selectors import findings_of
from models.classification.predictor import ClassifierPredictor
from models.classification.triage import abnormality

MEMBERS = 4
"""A film is looked at so often: what the looks disagree on is the doubt that more labels cure."""
LOOKS = "tta"


@dataclass(frozen=True)
class FindingsProposal:
    """Calibrated probability by finding, and how much they are to be doubted."""

    findings: dict[str, dict[str, Any]]
    doubt: FindingsDoubt


Answer = tuple[int, Callable[[], FindingsProposal]]


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


def answers(version: Any, case_ids: Sequence[int]) -> Iterator[Answer]:
    """Of each case, what gives the version's proposal, or raises why there is none.

    Raises:
        SpecProblem, WeightsProblem, BlobMissing: the model cannot be loaded.
    """
    predictor = load_classifier(version.weights_blob, version.spec)
    for case_id in case_ids:
        yield case_id, partial(_answer, predictor, version.project_id, case_id)


def keep_findings(case: Any, version: Any, proposal: FindingsProposal, seconds: float) -> None:
    """As `keep_draft`; a finding that the project no longer asks for is left out."""
    asked = {finding.key for finding in findings_of(case.project)}
    findings = {key: one for key, one in proposal.findings.items() if key in asked}
    store_findings_draft(case=case, version=version, findings=findings, seconds=round(seconds, 3))


def embed_film(version: Any, case: Any) -> list[float]:
    """What a model makes of a film; raises as `propose_findings`."""
    film = load_case_film(case)
    predictor = load_classifier(version.weights_blob, version.spec)
    return [float(value) for value in predictor.predict(film.image, film.spacing).embedding]


def _answer(predictor: ClassifierPredictor, project_id: int, case_id: int) -> FindingsProposal:
    case = unopened_cases(project_id).filter(pk=case_id).first()
    if case is None:
        raise CaseIsOpened
    return propose_findings(predictor, load_case_film(case))
