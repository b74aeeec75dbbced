"""Why this case: its pick, its score and where that lies in the pool."""

from bisect import bisect_left
from typing import TypedDict

from labeling.cohorts.models import Case
from labeling.rounds.models import ModelVersion, Pick, Score, Unscored
from labeling.rounds.selectors.measures import (
    Component,
    Words,
    label_names,
    named_components,
    words_of,
)
from labeling.rounds.selectors.records import champion
from labeling.rounds.selectors.rules import class_names, rule_words

BINS = 20


class Histogram(TypedDict):
    """Scores of the pool: BINS counts between BINS + 1 edges in 0..1."""

    edges: list[float]
    counts: list[int]


class Why(TypedDict):
    """Rank, arm, strategy and round are None for a case that was scored and not picked.

    `measure` is the component that the score is; `members` whose mean it is, "" for one pass.
    `unscored` says why the live model could not take the case.
    """

    score: float | None
    rank: int | None
    of: int | None
    arm: str | None
    strategy: str | None
    rule: str | None
    rule_words: str | None
    round: int | None
    percentile: float | None
    histogram: Histogram
    components: list[Component]
    measure: Words | None
    members: str
    model: int | None
    unscored: str | None


def why(case: Case) -> Why | None:
    """The last pick of the case, or the champion's score of it; None when there is neither.

    A pick is told by the measure that its model's scores follow now, which may be another one than it
    was picked by: from the numbers of the time, so that score, measure and pool belong together.
    """
    pick = case.picks.select_related("round__model_version").order_by("-round__number").first()
    version = pick.round.model_version if pick else champion(case.project)
    own = version.scores.filter(case=case).first() if version else None
    left_out = version.unscored.filter(case=case).first() if version else None
    if pick is None and own is None and left_out is None:
        return None
    components = _components(pick, own)
    measure = own.measure if own and own.measure in components else None
    score = components[measure] if measure else pick.score if pick else None
    pool = scores_of(version)
    labels = label_names(case.project)
    return Why(
        score=score,
        rank=pick.rank if pick else None,
        of=pick.round.picks.count() if pick else None,
        arm=pick.arm if pick else None,
        strategy=pick.round.strategy if pick else None,
        rule=pick.rule if pick else None,
        rule_words=rule_words(pick.rule, class_names(case.project)) if pick else None,
        round=pick.round.number if pick else None,
        percentile=_percentile(score, pool) if measure else None,
        histogram=histogram_of(pool),
        components=named_components(labels, components),
        measure=words_of(measure, labels) if measure else None,
        members=own.members if own else "",
        model=version.number if version else None,
        unscored=left_out.reason if left_out else None,
    )


def _components(pick: Pick | None, own: Score | None) -> dict[str, float]:
    found: dict[str, float] = (pick.components if pick else None) or (own.components if own else {})
    return found


def scores_of(version: ModelVersion | None) -> list[float]:
    """All scores of the pool by this model, ascending."""
    if version is None:
        return []
    return sorted(version.scores.values_list("score", flat=True))


def unscored_of(version: ModelVersion | None) -> list[Unscored]:
    """Cases that the model could not take, and why; by number."""
    if version is None:
        return []
    return list(version.unscored.select_related("case__project", "case__series"))


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
