"""What cases look like before there is a model, and labelled ones to the model."""

import numpy as np
import pytest

from activelearning.loop import score_pool
from activelearning.prelabel import looks
from activelearning.score.descriptor import KIND, LENGTH
from activelearning.stages import Stage, StageReport
from labeling.cohorts.models import SplitName
from tests.activelearning import balls
from tests.activelearning.held import held_job
from tests.activelearning.networks import live_model

pytestmark = pytest.mark.django_db


def report() -> StageReport:
    return StageReport(held_job(), Stage.PRELABEL)


def test_before_there_is_a_model_every_case_is_described_once() -> None:
    project = balls.project()
    cases = balls.add_cases(project, range(3), SplitName.TRAIN)
    balls.add_case(project, 9, SplitName.HOLDOUT)
    score_pool(report(), project.pk)
    found = [case.descriptors.get() for case in cases]
    assert [(one.kind, one.model_version, len(one.values)) for one in found] == [
        (KIND, None, LENGTH)
    ] * 3
    assert looks.describe_pool(report(), project.pk) == 0
    assert len({tuple(one.values) for one in found}) == 3


def test_of_a_large_pool_the_same_sample_is_described_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looks, "MOST", 2)
    project = balls.project()
    balls.add_cases(project, range(4), SplitName.TRAIN)
    assert [looks.describe_pool(report(), project.pk) for _ in range(2)] == [2, 0]


def test_the_live_model_sees_labelled_cases_for_a_strategy_that_compares() -> None:
    project, _ = balls.ready_project(train=2, pool=1, holdout=1, strategy="coreset")
    version = live_model(project)
    score_pool(report(), project.pk)
    seen = version.descriptors.all()
    assert {one.case.state for one in seen} == {"approved"}
    assert len(seen) == 2
    pool = version.scores.get()
    assert {len(one.values) for one in seen} == {len(pool.embedding)}
    assert np.isfinite(pool.embedding).all()
    assert looks.see_labelled(report(), project.pk) == 0


def test_no_labelled_case_is_predicted_for_a_strategy_that_does_not_compare() -> None:
    project, _ = balls.ready_project(train=1, pool=1, holdout=1, strategy="entropy")
    version = live_model(project)
    score_pool(report(), project.pk)
    assert not version.descriptors.exists()
