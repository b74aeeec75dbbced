"""Which cases the next batch may be picked from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.projects.models import Project
from labeling.rounds.models import Descriptor, ModelState, ModelVersion, Score


@dataclass(frozen=True)
class Candidate:
    """A case that may be picked, with the champion's doubt where it was scored.

    Before there is a champion, the embedding is what the case looks like. Site and scanner are empty
    where the images do not say.
    """

    case_id: int
    patient_id: int
    score: float | None = None
    components: Mapping[str, float] = field(default_factory=dict)
    band_probabilities: tuple[float, ...] = ()
    embedding: tuple[float, ...] = ()
    site: str = ""
    scanner: str = ""
    slices: int = 0


def pick_candidates(project: Project, version: ModelVersion | None) -> list[Candidate]:
    """Cases of the training split that nobody holds, has labelled or has taken out, by number.

    Picks that were not assigned yet are among them: a new round weighs them again.
    """
    cases = (
        project.cases.filter(state__in=POOL, patient__split__name=SplitName.TRAIN)
        .select_related("series")
        .order_by("number")
    )
    scores, looks = _scores(version), _looks(version, cases)
    return [_candidate(case, scores.get(case.pk), looks.get(case.pk, ())) for case in cases]


def approved_for_training(project: Project) -> int:
    """Approved cases of the training split: without one nothing can be trained."""
    return project.cases.filter(
        state=CaseState.APPROVED, patient__split__name=SplitName.TRAIN
    ).count()


def batch_is_due(project: Project) -> bool:
    """Whether to pick: the open round is used up, or was picked by another model than the live one."""
    open_round = project.rounds.filter(closed_at=None).order_by("-number").first()
    live = project.model_versions.filter(state=ModelState.CHAMPION).first()
    if open_round is None or open_round.model_version_id != (live.pk if live else None):
        return True
    return not project.cases.filter(state=CaseState.PICKED, picks__round=open_round).exists()


def labelled_embeddings(project: Project, version: ModelVersion | None) -> list[list[float]]:
    """What the model makes of approved training cases; before there is one, what they look like.

    To compare the pool with: only vectors of the same network, or of the same code, are given.
    """
    cases = project.cases.filter(state=CaseState.APPROVED, patient__split__name=SplitName.TRAIN)
    looks = _looks(version, cases)
    if version is not None:
        scored = version.scores.filter(case__in=cases).exclude(embedding=[])
        looks |= dict(scored.values_list("case", "embedding"))
    return [looks[case] for case in sorted(looks)]


def _looks(version: ModelVersion | None, cases: QuerySet[Case]) -> dict[int, list[float]]:
    """Descriptors by case, of the newest kind of code alone."""
    found = Descriptor.objects.filter(model_version=version, case__in=cases).order_by("-pk")
    newest = found.values_list("kind", flat=True).first()
    return dict(found.filter(kind=newest).values_list("case", "values"))


def _scores(version: ModelVersion | None) -> dict[int, Score]:
    return {} if version is None else {score.case_id: score for score in version.scores.all()}


def _candidate(case: Case, score: Score | None, look: Sequence[float]) -> Candidate:
    series = case.series
    scanner = (series.manufacturer, series.manufacturer_model_name)
    return Candidate(
        case_id=case.pk,
        patient_id=case.patient_id,
        score=score.score if score else None,
        components=score.components if score else {},
        band_probabilities=tuple(score.band_probabilities) if score else (),
        embedding=tuple(score.embedding if score else look),
        site=series.institution_name,
        scanner=" ".join(name for name in scanner if name),
        slices=len(series.slices),
    )
