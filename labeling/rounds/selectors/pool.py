"""Which cases the next batch may be picked from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.projects.models import Project
from labeling.rounds.models import ModelState, ModelVersion, Score


@dataclass(frozen=True)
class Candidate:
    """A case that may be picked, with the champion's doubt where it was scored."""

    case_id: int
    patient_id: int
    score: float | None = None
    components: Mapping[str, float] = field(default_factory=dict)
    band_probabilities: tuple[float, ...] = ()
    embedding: tuple[float, ...] = ()


def pick_candidates(project: Project, version: ModelVersion | None) -> list[Candidate]:
    """Cases of the training split that nobody holds, has labelled or has taken out, by number.

    Picks that were not assigned yet are among them: a new round weighs them again.
    """
    cases = project.cases.filter(state__in=POOL, patient__split__name=SplitName.TRAIN).order_by(
        "number"
    )
    scores = _scores(version)
    return [_candidate(case, scores.get(case.pk)) for case in cases]


def has_approved_case(project: Project) -> bool:
    """Whether anything could be trained on."""
    return project.cases.filter(
        state=CaseState.APPROVED, patient__split__name=SplitName.TRAIN
    ).exists()


def batch_is_due(project: Project) -> bool:
    """Whether to pick: the open round is used up, or was picked by another model than the live one."""
    open_round = project.rounds.filter(closed_at=None).order_by("-number").first()
    live = project.model_versions.filter(state=ModelState.CHAMPION).first()
    if open_round is None or open_round.model_version_id != (live.pk if live else None):
        return True
    return not project.cases.filter(state=CaseState.PICKED, picks__round=open_round).exists()


def _scores(version: ModelVersion | None) -> dict[int, Score]:
    return {} if version is None else {score.case_id: score for score in version.scores.all()}


def _candidate(case: Case, score: Score | None) -> Candidate:
    if score is None:
        return Candidate(case_id=case.pk, patient_id=case.patient_id)
    return Candidate(
        case_id=case.pk,
        patient_id=case.patient_id,
        score=score.score,
        components=score.components,
        band_probabilities=tuple(score.band_probabilities),
        embedding=tuple(score.embedding),
    )
