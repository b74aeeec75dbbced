"""The control arm beside the picked one, and advice from records."""

import numpy as np
import pytest

from labeling.cohorts.models import Case
from labeling.prelabel.services import store_draft
from labeling.projects.models import Project
from labeling.review.selectors import advice_of, arms_of
from labeling.review.services import approve_revision
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import HowPicked, NewPick, open_round
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_project,
    make_submission,
    some_mask,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def drafted(case: Case, version: ModelVersion, wrong: int) -> np.ndarray:
    """The case's true mask; the model drafts it with so many voxels wrong."""
    truth = some_mask(case, case.pk)
    draft = truth.copy()
    draft.reshape(-1)[:wrong] = (draft.reshape(-1)[:wrong] + 1) % 3
    store_draft(case=case, version=version, mask=draft)
    return truth


def finished(project: Project, arms: list[tuple[str, str, int]]) -> None:
    """One round of approved cases: (arm, rule, voxels that were wrong)."""
    version = records.version(project)
    cases = [make_case(project) for _ in arms]
    truths = [drafted(case, version, arm[2]) for case, arm in zip(cases, arms, strict=True)]
    picks = [
        NewPick(case.pk, arm, rule=rule) for case, (arm, rule, _) in zip(cases, arms, strict=True)
    ]
    how = HowPicked(strategy="entropy", seed=1, pool_size=len(cases))
    open_round(project=project, version=version, how=how, picks=picks, after_round=0)
    reader, reviewer = make_member(project, "annotator"), make_member(project, "reviewer")
    for case, truth in zip(cases, truths, strict=True):
        revision = make_submission(make_assignment(case, reader), truth, active_seconds=120)
        approve_revision(revision=revision, reviewer=reviewer)


def test_the_arms_tell_what_correcting_took_and_leave_out_who_belongs_to_none() -> None:
    project = make_project()
    chance = [("random", "exploration", 10), ("random", "unscored", 90)]
    chance.append(("random", "site:Leiden/unscored", 90))
    finished(project, [("picked", "top", 60), ("picked", "top", 40), *chance])
    found = arms_of(project)
    picked, control = found["arms"]
    assert (picked["arm"], picked["cases"], control["cases"]) == ("picked", 2, 1)
    assert picked["edited_voxels"] is not None
    assert control["edited_voxels"] is not None
    assert (picked["edited_voxels"]["mean"], control["edited_voxels"]["mean"]) == (50.0, 10.0)
    assert picked["minutes"] is not None
    assert picked["minutes"]["mean"] == 2.0
    assert found["difference"] is not None
    assert found["difference"]["mean"] < 0
    assert found["words"].startswith("Too early to say: 1 ")


def test_before_anything_happened_each_rule_says_that_it_is_too_early() -> None:
    project = make_project()
    assert {one["verdict"] for one in advice_of(project)} == {"early"}
    assert arms_of(project)["difference"] is None


def test_minutes_that_are_spent_are_told_against_the_budget() -> None:
    project = make_project(budget_minutes=4)
    finished(project, [("picked", "top", 5), ("random", "exploration", 5)])
    budget = next(one for one in advice_of(project) if one["rule"] == "budget")
    assert (budget["verdict"], budget["evidence"]) == (
        "enough",
        "4 of 4 minutes of reading are spent.",
    )


def test_a_draft_remembers_how_far_it_agrees_with_the_model_before() -> None:
    project = make_project()
    case = make_case(project)
    first, second = records.version(project), records.version(project)
    mask = some_mask(case)
    assert store_draft(case=case, version=None, mask=mask).dice_before is None
    assert store_draft(case=case, version=first, mask=mask).dice_before is None
    changed = mask.copy()
    changed[0] = 0
    agreed = store_draft(case=case, version=second, mask=changed).dice_before
    assert agreed is not None
    assert 0.8 < agreed < 1.0
    assert store_draft(case=case, version=second, mask=mask).dice_before == 1.0
    agreement = next(one for one in advice_of(project) if one["rule"] == "agreement")
    assert agreement["evidence"] == "Too early to say: 1 of 3 changes of the model."


def test_the_gain_is_that_of_the_validation_split_and_never_of_the_holdout() -> None:
    project = make_project()
    for dice in (0.70, 0.801, 0.802):
        version = records.version(project, dice=0.9)
        version.metrics["training"] = {"validation_dice": {"1": dice - 0.1, "2": dice + 0.1}}
        version.save(update_fields=["metrics"])
    gain = next(one for one in advice_of(project) if one["rule"] == "gain")
    assert gain["verdict"] == "go_on"
    assert "+0.102 validation Dice" in gain["evidence"]
