"""Why this case: its pick, its score and where that lies in the pool."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple, TypedDict

from django.db.models.fields.json import KeyTransform

from labeling.cohorts.models import Case
from labeling.rounds.models import ModelVersion, Pick, Score, Unscored
from labeling.rounds.selectors.measures import (
    Component,
    Names,
    Words,
    label_names,
    named_components,
    words_of,
)
from labeling.rounds.selectors.ranked import ranked_by, ranked_key
from labeling.rounds.selectors.records import champion
from labeling.rounds.selectors.rules import class_names, rule_words

BINS = 20


class Histogram(TypedDict):
    """Scores of the pool: BINS counts between BINS + 1 edges in 0..1."""

    edges: list[float]
    counts: list[int]


class Why(TypedDict):
    """Rank, arm, strategy and round are None for a case that was scored and not picked.

    `measure` is what the score is: of a pick, what it was ranked by. `members` says whose mean it is, ""
    for one pass. `unscored` says why the live model could not take the case.
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


def why(case: Case, number: int | None = None) -> Why | None:
    """The last pick of the case, or the one of that round; else the champion's score of it.

    A pick is told by what it was ranked by, beside the same component of the pool. Where chance took
    it, or nobody wrote down a value, it is told by the measure that its model's scores follow now.
    None when there is nothing to tell.
    """
    picks = case.picks.select_related("round__model_version").order_by("-round__number")
    pick = (picks if number is None else picks.filter(round__number=number)).first()
    version = pick.round.model_version if pick else champion(case.project)
    own = version.scores.filter(case=case).first() if version else None
    left_out = version.unscored.filter(case=case).first() if version else None
    if pick is None and (number is not None or (own is None and left_out is None)):
        return None
    components = _components(pick, own)
    labels = label_names(case.project)
    told = _told(pick, own, version, components, labels)
    return Why(
        score=told.score,
        rank=pick.rank if pick else None,
        of=pick.round.picks.count() if pick else None,
        arm=pick.arm if pick else None,
        strategy=pick.round.strategy if pick else None,
        rule=pick.rule if pick else None,
        rule_words=rule_words(pick.rule, class_names(case.project)) if pick else None,
        round=pick.round.number if pick else None,
        percentile=_percentile(told.score, told.pool),
        histogram=histogram_of(told.pool),
        components=named_components(labels, components),
        measure=told.measure,
        members=own.members if own else "",
        model=version.number if version else None,
        unscored=left_out.reason if left_out else None,
    )


class _Told(NamedTuple):
    """The number that stands for the case, what it is, and the same of the scored pool, ascending."""

    score: float | None
    measure: Words | None
    pool: list[float]


def _told(
    pick: Pick | None,
    own: Score | None,
    version: ModelVersion | None,
    components: Mapping[str, float],
    labels: Names,
) -> _Told:
    ranked = ranked_key(pick) if pick else None
    words = ranked_by(pick, labels) if pick else None
    if pick and words and ranked not in components:
        return _Told(pick.value, words, [])
    key = ranked or (own.measure if own else None)
    if key is None or key not in components:
        return _Told(pick.score if pick else None, None, [])
    return _Told(components[key], words_of(key, labels), _pool(version, key))


def _components(pick: Pick | None, own: Score | None) -> dict[str, float]:
    found: dict[str, float] = (pick.components if pick else None) or (own.components if own else {})
    return found


def _pool(version: ModelVersion | None, key: str) -> list[float]:
    """A component of every case that the model scored, ascending."""
    if version is None:
        return []
    found = version.scores.values_list(KeyTransform(key, "components"), flat=True)
    return sorted(value for value in found if value is not None)


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
