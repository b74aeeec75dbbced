"""Judging with untrained networks on real stored scans."""

import json
from dataclasses import replace

import pytest

from activelearning.prelabel import predictors
from activelearning.retrain.judge import judge_on_holdout
from activelearning.stages import Stage, StageReport
from labeling.cohorts.models import SplitName
from labeling.core import blobs
from labeling.core.blobs import BlobDamaged
from labeling.projects.models import Project
from labeling.rounds.models import RunState
from labeling.rounds.selectors import champion
from models.errors import WeightsProblem
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


def judged_project(holdout: int = 2) -> tuple[Project, int]:
    project = balls.project()
    lead = balls.person(project)
    for seed in range(holdout):
        balls.approve(balls.add_case(project, seed, SplitName.HOLDOUT), seed, lead)
    return project, records.run(project, RunState.RUNNING).pk


def test_a_judgement_tells_classes_subgroups_and_calibration_before_and_after() -> None:
    _, run = judged_project()
    warm = replace(TINY, temperature=2.0)
    weights = store_network(0, warm)
    holdout = judge_on_holdout(report(), run, weights, warm.to_json()).holdout
    json.dumps(holdout, allow_nan=False)
    (ball,) = holdout["classes"]
    assert (ball["value"], ball["present"], ball["dice"]["patients"]) == (1, 2, 2)
    assert ball["volume_bias"]["mean"] != 0
    calibration = holdout["calibration"]
    assert calibration["temperature"] == 2.0
    before, after = (
        max(one["confidence"] for one in calibration[when]["bins"]) for when in ("before", "after")
    )
    assert before > after  # a temperature above 1 makes it less sure
    assert holdout["subgroups"]["alike"] == ["age", "scanner", "sex", "site", "slices"]
    assert "sex:F" in holdout["per_case"][0]["groups"]


def test_weights_that_do_not_match_the_spec_are_refused_by_name_and_the_live_model_stays() -> None:
    project, run = judged_project()
    live = live_model(project, seed=1)
    other = replace(TINY, label_values=(0, 1, 2))
    with pytest.raises(WeightsProblem, match="another spec"):
        judge_on_holdout(report(), run, store_network(2), other.to_json())
    assert champion(project) == live


def test_weights_damaged_in_the_store_are_refused_by_name_and_the_live_model_stays() -> None:
    project, run = judged_project()
    live = live_model(project, seed=1)
    weights = store_network(2)
    path = blobs.path(weights)
    path.chmod(0o600)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1  # one bit of one weight: still a readable file of the right shapes
    path.write_bytes(damaged)
    predictors._load.cache_clear()
    with pytest.raises(BlobDamaged):
        judge_on_holdout(report(), run, weights, TINY.to_json())
    assert champion(project) == live
    assert list(project.model_versions.all()) == [live]
