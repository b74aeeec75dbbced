"""Judging with untrained networks on real stored scans."""

import pytest

from activelearning.retrain.judge import judge_on_holdout
from activelearning.stages import Stage, StageReport
from labeling.cohorts.models import SplitName
from labeling.rounds.models import RunState
from tests.activelearning import balls
from tests.activelearning.held import held_job
from tests.activelearning.networks import TINY, live_model, store_network
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def report() -> StageReport:
    return StageReport(held_job(), Stage.JUDGE)


def test_without_an_approved_holdout_case_there_is_no_judgement() -> None:
    project = balls.project()
    balls.add_case(project, 0, SplitName.HOLDOUT)
    balls.approve(balls.add_case(project, 1, SplitName.TRAIN), 1, balls.person(project))
    run = records.run(project, RunState.RUNNING)
    judgement = judge_on_holdout(report(), run.pk, store_network(), TINY.to_json())
    assert (judgement.gate, judgement.holdout) == (None, {})


def test_holdout_cases_alone_are_scored_by_name_and_mask() -> None:
    project = balls.project()
    lead = balls.person(project)
    for seed, split in enumerate((SplitName.HOLDOUT, SplitName.TRAIN, SplitName.HOLDOUT)):
        balls.approve(balls.add_case(project, seed, split), seed, lead)
    run = records.run(project, RunState.RUNNING)
    judgement = judge_on_holdout(report(), run.pk, store_network(), TINY.to_json())
    assert [one["case"] for one in judgement.holdout["per_case"]] == ["BALL-0001", "BALL-0003"]
    assert all(len(one["mask_sha256"]) == 64 for one in judgement.holdout["per_case"])
    assert judgement.holdout["n"] == 2
    assert judgement.gate is not None
    assert judgement.gate.champion_dice is None


def test_the_champion_is_taken_from_its_record_where_the_truth_is_the_same() -> None:
    project = balls.project()
    lead = balls.person(project)
    for seed in range(2):
        balls.approve(balls.add_case(project, seed, SplitName.HOLDOUT), seed, lead)
    run = records.run(project, RunState.RUNNING)
    live = live_model(project, seed=1)
    own = judge_on_holdout(report(), run.pk, live.weights_blob, TINY.to_json()).holdout
    own["per_case"][0]["classes"]["1"]["dice"] = 0.9  # told apart from what it would predict
    own["per_case"][1]["mask_sha256"] = "0" * 64
    own["per_case"][1]["classes"]["1"]["dice"] = 0.9
    live.metrics = {"holdout": own}
    live.save()
    judged = judge_on_holdout(report(), run.pk, store_network(2), TINY.to_json()).gate
    assert judged is not None
    predicted = own["per_case"][1]["dice"]
    assert judged.champion_dice == pytest.approx((0.9 + predicted) / 2, abs=1e-6)
