"""Recording how much a model doubts a case, or why it cannot say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from labeling.rounds.models import Descriptor, ModelVersion, Score, Unscored
from labeling.rounds.selectors.measures import ENTROPY, measure_for


@transaction.atomic
def store_score(
    *,
    case_id: int,
    version_id: int,
    score: float,
    components: Mapping[str, float],
    band_probabilities: Sequence[float],
    measure: str = ENTROPY,
    embedding: Sequence[float] = (),
    members: str = "",
) -> Score:
    """Record it; the same model scoring the case again replaces its numbers.

    Args:
        case_id: of a case of the version's project.
        version_id: whose doubt it is.
        score: what the case is ranked by.
        components: by key, see `selectors.measures`.
        band_probabilities: mean sorted class probabilities in the boundary band.
        measure: key of the component that the score is.
        embedding: the network's pooled deepest features.
        members: whose mean it is; empty for the network asked once.
    """
    stored, _ = Score.objects.update_or_create(
        case_id=case_id,
        model_version_id=version_id,
        defaults={
            "score": score,
            "measure": measure,
            "components": dict(components),
            "band_probabilities": list(band_probabilities),
            "embedding": list(embedding),
            "members": members,
        },
    )
    Unscored.objects.filter(case_id=case_id, model_version_id=version_id).delete()
    return stored


def note_unscored(*, case_id: int, version_id: int, code: str, reason: str) -> None:
    """Record why a model could not take a case, so that the lead sees it."""
    Unscored.objects.update_or_create(
        case_id=case_id, model_version_id=version_id, defaults={"code": code, "reason": reason}
    )


def store_descriptor(
    *, case_id: int, kind: str, values: Sequence[float], version_id: int | None = None
) -> None:
    """Record what a case looks like; without a version, to no model in particular."""
    Descriptor.objects.update_or_create(
        case_id=case_id,
        model_version_id=version_id,
        defaults={"kind": kind, "values": list(values)},
    )


@transaction.atomic
def follow_strategy(
    *, version: ModelVersion, strategy: str, parameters: Mapping[str, Any] | None = None
) -> int:
    """Where the project's strategy has changed since, take the score from the stored components.

    Nothing is predicted again. A strategy without a measure of its own is scored by entropy.
    """
    changed = []
    for score in version.scores.select_for_update():
        measure = measure_for(strategy, parameters or {}, score.components)
        wanted = score.components.get(measure, score.score)
        if (measure, wanted) != (score.measure, score.score):
            score.measure, score.score = measure, wanted
            changed.append(score)
    Score.objects.bulk_update(changed, ["measure", "score"], batch_size=500)
    return len(changed)
