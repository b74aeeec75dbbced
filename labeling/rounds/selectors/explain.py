"""Why this case: its pick, its score and where that lies in the pool."""

from bisect import bisect_left
from typing import TypedDict

from labeling.cohorts.models import Case
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion, Pick, Score
from labeling.rounds.selectors.records import champion

BINS = 20


class Component(TypedDict):
    """One measure behind a score; `key` for programs, `name` for people."""

    key: str
    name: str
    value: float


class Histogram(TypedDict):
    """Scores of the pool: BINS counts between BINS + 1 edges in 0..1."""

    edges: list[float]
    counts: list[int]


class Why(TypedDict):
    """Rank, arm, strategy and round are None for a case that was scored and not picked."""

    score: float | None
    rank: int | None
    of: int | None
    arm: str | None
    strategy: str | None
    round: int | None
    percentile: float | None
    histogram: Histogram
    components: list[Component]
    model: int | None


def why(case: Case) -> Why | None:
    """The last pick of the case, or the champion's score of it; None when there is neither."""
    pick = case.picks.select_related("round__model_version").order_by("-round__number").first()
    version = pick.round.model_version if pick else champion(case.project)
    own = version.scores.filter(case=case).first() if version else None
    if pick is None and own is None:
        return None
    score = pick.score if pick else own.score if own else None
    pool = scores_of(version)
    return Why(
        score=score,
        rank=pick.rank if pick else None,
        of=pick.round.picks.count() if pick else None,
        arm=pick.arm if pick else None,
        strategy=pick.round.strategy if pick else None,
        round=pick.round.number if pick else None,
        percentile=_percentile(score, pool),
        histogram=histogram_of(pool),
        components=named_components(label_names(case.project), _components(pick, own)),
        model=version.number if version else None,
    )


def label_names(project: Project) -> dict[str, str]:
    """Component key -> name of the label."""
    return {f"label:{label.value}": label.name for label in project.labels.all()}


def named_components(labels: dict[str, str], components: dict[str, float]) -> list[Component]:
    """Label components first, greatest first; then the overall measures."""
    ordered = sorted(components.items(), key=lambda item: (item[0] not in labels, -item[1]))
    return [
        Component(key=key, name=_name(key, labels), value=round(value, 4)) for key, value in ordered
    ]


def _name(key: str, labels: dict[str, str]) -> str:
    if key in labels:
        return f"{labels[key]} entropy"
    names = {
        "entropy": "Overall entropy",
        "margin": "Overall margin",
        "least_confidence": "Overall least confidence",
        "foreground": "Greatest foreground probability",
    }
    return names.get(key, key)


def _components(pick: Pick | None, own: Score | None) -> dict[str, float]:
    found: dict[str, float] = (pick.components if pick else None) or (own.components if own else {})
    return found


def scores_of(version: ModelVersion | None) -> list[float]:
    """All scores of the pool by this model, ascending."""
    if version is None:
        return []
    return sorted(version.scores.values_list("score", flat=True))


def _percentile(score: float | None, pool: list[float]) -> float | None:
    """Percent of the scored pool with a lower score."""
    if score is None or not pool:
        return None
    return round(100 * bisect_left(pool, score) / len(pool), 1)


def histogram_of(pool: list[float]) -> Histogram:
    """BINS even bins over 0..1."""
    counts = [0] * BINS
    for score in pool:
        counts[min(max(int(score * BINS), 0), BINS - 1)] += 1
    return Histogram(edges=[i / BINS for i in range(BINS + 1)], counts=counts)
