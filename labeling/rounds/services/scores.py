"""Recording how much a model doubts a case."""

from collections.abc import Mapping, Sequence

from labeling.rounds.models import Score


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
