"""A second look by several members, with an untrained network on real stored scans."""

from typing import Any

import pytest

from activelearning.loop import score_pool
from activelearning.pick.members import needs_members
from activelearning.prelabel.rescore import rescore_top
from activelearning.stages import Stage, StageReport
from labeling.cohorts.models import SplitName
from labeling.prelabel.models import DraftState
from labeling.projects.models import Project
from labeling.rounds.models import Score
from tests.activelearning import balls
from tests.activelearning.held import held_job
from tests.activelearning.networks import live_model

pytestmark = pytest.mark.django_db


def scored(project: Project) -> dict[int, Score]:
    return {score.case.number: score for score in Score.objects.filter(case__project=project)}


def pool(**policy: Any) -> Project:
    project = balls.project(batch_size=1, rescore_factor=2, **policy)
    balls.add_cases(project, range(4), SplitName.TRAIN)
    live_model(project, seed=1)
    return project


def report() -> StageReport:
    return StageReport(held_job(), Stage.PRELABEL)


@pytest.mark.parametrize(
    ("strategy", "parameters", "needs"),
    [
        ("entropy", {}, False),
        ("bald", {}, True),
        ("disagreement", {}, True),
        ("schedule", {"then": "disagreement"}, True),
        ("schedule", {"then": "entropy", "clasp_rounds": 3}, False),
        ("power", {"measure": "mutual_information"}, True),
    ],
)
def test_members_are_asked_where_the_strategy_ranks_by_them(
    strategy: str, parameters: dict[str, Any], needs: bool
) -> None:
    assert needs_members(strategy, parameters) is needs


def test_the_most_doubtful_of_the_first_pass_are_looked_at_again() -> None:
    project = pool(strategy="bald")
    score_pool(report(), project.pk)
    found = scored(project)
    once = {
        number: one.components.get("entropy_once", one.components["entropy"])
        for number, one in found.items()
    }
    top = sorted(once, key=lambda number: -once[number])[:2]
    assert {number for number, one in found.items() if one.members} == set(top)
    for number in top:
        components = found[number].components
        assert found[number].members == "tta"
        assert found[number].measure == "mutual_information"
        assert found[number].score == components["mutual_information"]
        assert components["mutual_information"] == pytest.approx(
            components["entropy"] - components["expected_entropy"], abs=1e-5
        )
        assert 0 <= components["pairwise_dice"] <= 1
        drafts = found[number].case.drafts
        assert drafts.filter(state=DraftState.CURRENT).count() == 1


def test_looking_again_twice_changes_nothing() -> None:
    project = pool(strategy="disagreement")
    score_pool(report(), project.pk)
    before = {number: (one.members, one.components) for number, one in scored(project).items()}
    assert rescore_top(report(), project.pk) == 0
    after = {number: (one.members, one.components) for number, one in scored(project).items()}
    assert after == before


@pytest.mark.parametrize(
    "policy", [{"strategy": "entropy"}, {"strategy": "bald", "members": "none"}]
)
def test_nobody_looks_again_where_that_is_not_asked_for(policy: dict[str, Any]) -> None:
    project = pool(**policy)
    score_pool(report(), project.pk)
    assert {one.members for one in scored(project).values()} == {""}


@pytest.mark.parametrize("members", ["dropout", "ensemble"])
def test_without_dropout_or_earlier_models_the_scan_is_turned_instead(members: str) -> None:
    project = pool(strategy="bald", members=members)
    score_pool(report(), project.pk)
    assert {one.members for one in scored(project).values()} == {"", "tta"}


def test_earlier_models_of_the_same_build_are_an_ensemble() -> None:
    project = pool(strategy="bald", members="ensemble")
    live_model(project, seed=2)
    score_pool(report(), project.pk)
    found = scored_by_live(project)
    assert {one.members for one in found} == {"", "ensemble"}
    looked_at = next(one for one in found if one.members)
    assert looked_at.components["mutual_information"] > 0


def scored_by_live(project: Project) -> list[Score]:
    return list(
        Score.objects.filter(model_version__project=project, model_version__state="champion")
    )
