"""Who predicts the cases of a pool: the model helper as long as it answers."""

from typing import Any

import numpy as np
import pytest

from activelearning.assist.batch import predict_case
from activelearning.prelabel import asking
from activelearning.prelabel.predictors import load_predictor
from labeling.assist.errors import HelperBusy, NoHelper
from labeling.cohorts.models import SplitName
from labeling.core.errors import GyreError
from labeling.ingest.selectors import geometry_of, load_volume
from models.inference.prediction import Prediction
from tests.activelearning import balls
from tests.activelearning.held import held_job
from tests.activelearning.networks import live_model

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("problem", "asked_for"),
    [(NoHelper(), [0, 1]), (HelperBusy(), [0, 1, 2, 3])],  # gone: not asked again; busy: it is
)
def test_a_pool_is_finished_here_when_the_helper_is_gone_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, problem: GyreError, asked_for: list[int]
) -> None:
    project = balls.project()
    version = live_model(project)
    cases = [balls.add_case(project, seed, SplitName.TRAIN) for seed in range(4)]
    predictor = load_predictor(version.weights_blob, version.spec)
    expected = [
        predictor.predict(load_volume(one.series), geometry_of(one.series).spacing) for one in cases
    ]
    asked: list[int] = []

    def helper(case_id: int, *_: Any) -> Prediction:
        asked.append([one.pk for one in cases].index(case_id))
        if len(asked) == 2:
            raise problem
        return expected[asked[-1]]

    monkeypatch.setattr(asking, predict_case.__name__, helper)
    found = list(asking.proposals(held_job(), version, [one.pk for one in cases]))
    assert [case_id for case_id, _ in found] == [one.pk for one in cases]
    for (_, propose), wanted in zip(found, expected, strict=True):
        np.testing.assert_array_equal(propose().mask, wanted.labels)
    assert asked == asked_for
