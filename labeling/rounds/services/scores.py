"""Recording how much a model doubts a case."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from labeling.rounds.models import ModelVersion, Score


def store_score(
    *,
    case_id: int,
    version_id: int,
    score: float,
    components: Mapping[str, float],
    band_probabilities: Sequence[float],
) -> Score:
    """Record it; the same model scoring the case again replaces its number."""
    stored, _ = Score.objects.update_or_create(
        case_id=case_id,
        model_version_id=version_id,
        defaults={
            "score": score,
            "components": dict(components),
            "band_probabilities": list(band_probabilities),
        },
    )
    return stored


@transaction.atomic
def follow_strategy(*, version: ModelVersion, strategy: str) -> int:
    """Where the project's strategy has changed since, take the score from the stored components.

    Nothing is predicted again. A strategy without a measure of its own is scored by entropy.
    """
    changed = []
    for score in version.scores.select_for_update():
        wanted = score.components.get(strategy, score.components.get("entropy", score.score))
        if wanted != score.score:
            score.score = wanted
            changed.append(score)
    Score.objects.bulk_update(changed, ["score"], batch_size=500)
    return len(changed)
