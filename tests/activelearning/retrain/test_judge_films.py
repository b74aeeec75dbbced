import numpy as np
import pytest

from activelearning.retrain.judge_films import findings_by_group
from models.classification.gate import FilmScores
from models.evaluation.subgroups import SMALLEST_GROUP
from tests.models.classification.films import tiny_spec

SEXES = ("F", "M")


def film(number: int, view: str) -> FilmScores:
    present = number % 2
    spec = tiny_spec()
    return FilmScores(
        case=f"c{number}",
        patient=f"p{number}",
        probabilities=dict.fromkeys(spec.findings, 0.2 + 0.6 * present),
        labels=dict.fromkeys(spec.findings, present),
        groups=(f"sex:{SEXES[number // 2 % 2]}", f"view:{view}"),
    )


def test_a_small_group_is_hidden_with_the_one_that_would_tell_it() -> None:
    views = ["PA"] * 40 + ["AP"] * 24 + ["LL"] * (SMALLEST_GROUP - 4)
    films = [film(number, view) for number, view in enumerate(views)]
    found = findings_by_group(films, tiny_spec(), np.random.default_rng(0))
    why = {name: {one["why"] for one in scores.values()} for name, scores in found.items()}
    assert (why["view:LL"], why["view:AP"]) == ({"too_few"}, {"complement"})
    assert why["view:PA"] == why["sex:F"] == why["sex:M"] == {""}
    assert all(one["auroc"] is None for one in found["view:AP"].values())
    assert found["view:PA"][tiny_spec().findings[0]]["auroc"]["mean"] == pytest.approx(1.0)
