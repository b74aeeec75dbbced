from labeling.projects.permissions import Act
from labeling.rounds.models import Round
from labeling.rounds.services import promote_model, store_score
from tests.labeling.rounds import records
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
ROWS = [
    Row("GET", f"{P}/rounds", Act.VIEW),
    Row("POST", f"{P}/rounds", Act.TRAIN),
    Row("GET", f"{P}/models", Act.VIEW),
    Row("POST", f"{P}/models/roll-back", Act.TRAIN),
    Row("GET", f"{P}/query-rates", Act.VIEW),
    Row("GET", "api/models/<int:model_id>", Act.VIEW),
    Row("GET", "api/models/<int:model_id>/card", Act.VIEW),
    Row("GET", "api/models/<int:model_id>/card.md", Act.VIEW),
    Row("GET", "api/models/<int:model_id>/card.html", Act.VIEW),
    Row("POST", "api/models/<int:model_id>/promote", Act.TRAIN, body={"reason": "better"}),
    Row("GET", f"{P}/training-runs", Act.VIEW),
    Row("POST", f"{P}/training-runs", Act.TRAIN),
    Row("GET", "api/training-runs/<int:run_id>", Act.VIEW),
]


def _model(side: Side) -> int:
    """A live model that has scored the side's case, so that it can be explained."""
    version = promote_model(version=records.version(side.project), by=None, reason="first")
    store_score(
        case_id=side.case.pk,
        version_id=version.pk,
        score=0.5,
        components={"entropy": 0.5},
        band_probabilities=[0.6, 0.4],
    )
    return version.pk


def _round(side: Side) -> int:
    return Round.objects.create(
        project=side.project, number=1, strategy="entropy", random_share=0, seed=1, pool_size=1
    ).pk


MAKERS = {
    "model_id": _model,
    "round_id": _round,
    "run_id": lambda side: records.run(side.project).pk,
}
