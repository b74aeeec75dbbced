"""New drafts, scores and picks, with an untrained network on real stored scans."""

from typing import Any

import numpy as np
import pytest

import activelearning.jobs
from labeling.annotate.selectors import shape_of, stored_mask
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.core import jobs
from labeling.imaging.masks import mask_sha256
from labeling.prelabel.models import DraftState
from labeling.prelabel.selectors import current_draft
from labeling.projects.models import Strategy
from labeling.review.services import import_label
from labeling.rounds.models import Arm
from labeling.rounds.services import promote_model, request_picks
from tests.activelearning import balls
from tests.activelearning.networks import live_model

pytestmark = pytest.mark.django_db


def test_every_unopened_case_is_drafted_scored_and_a_batch_is_picked() -> None:
    project = balls.project(strategy=Strategy.MARGIN, batch_size=2, random_share=0.5)
    cases = balls.add_cases(project, range(3), SplitName.TRAIN)
    version = live_model(project)
    request_picks(project=project, user=balls.person(project))
    jobs.drain("machine")
    for case in cases:
        draft = current_draft(case)
        assert draft is not None
        assert draft.model_version == version
        assert draft.mask_sha256 == mask_sha256(stored_mask(draft.mask_blob, shape_of(case)))
        assert len(draft.slice_doubt) == balls.SIZE
        score = case.scores.get()
        assert score.score == score.components["margin"]
    opened = project.rounds.get()
    assert (opened.strategy, opened.model_version) == ("margin", version)
    assert [pick.arm for pick in opened.picks.all()] == [Arm.PICKED, Arm.RANDOM]


def test_before_there_is_a_model_the_batch_is_what_is_typical_of_the_scans_without_scores() -> None:
    project = balls.project(batch_size=2)
    balls.add_cases(project, range(3), SplitName.TRAIN)
    request_picks(project=project, user=balls.person(project))
    jobs.drain("machine")
    opened = project.rounds.get()
    assert (opened.strategy, opened.model_version) == ("schedule", None)
    assert {pick.rule for pick in opened.picks.all()} == {"medoid:1", "medoid:2"}
    assert {(pick.arm, pick.score) for pick in opened.picks.all()} == {(Arm.PICKED, None)}
    assert project.cases.filter(state=CaseState.PICKED).count() == 2


def test_a_batch_holds_one_case_of_a_patient() -> None:
    project = balls.project(batch_size=3)
    for seed in range(3):
        balls.add_case(project, seed, SplitName.TRAIN, patient="same")
    request_picks(project=project, user=balls.person(project))
    jobs.drain("machine")
    assert project.rounds.get().picks.count() == 1


def test_another_live_model_makes_drafts_anew_except_where_somebody_works() -> None:
    project = balls.project()
    lead = balls.person(project)
    free, opened, imported = balls.add_cases(project, range(3), SplitName.TRAIN)
    proposal = import_label(case=imported, mask=balls.scan(2).mask, approved=False, actor=lead)
    first = live_model(project, seed=1)
    request_picks(project=project, user=lead)
    jobs.drain("machine")
    Case.objects.filter(pk=opened.pk).update(state=CaseState.IN_PROGRESS)
    second = live_model(project, seed=2)
    promote_model(version=first, by=lead, reason="compare")
    promote_model(version=second, by=lead, reason="better after all")
    jobs.drain("machine")
    draft = current_draft(free)
    assert draft is not None
    assert draft.model_version == second
    assert list(opened.drafts.values_list("state", "model_version")) == [
        (DraftState.STALE, first.pk)
    ]
    assert current_draft(imported) == proposal
    assert imported.scores.filter(model_version=second).exists()


def test_a_case_that_comes_while_a_model_is_live_is_drafted_alone() -> None:
    project = balls.project()
    early = balls.add_case(project, 0, SplitName.TRAIN)
    jobs.drain("machine")
    live_model(project)
    late = balls.add_case(project, 1, SplitName.TRAIN)
    holdout = balls.add_case(project, 2, SplitName.HOLDOUT)
    jobs.drain("machine")
    assert [current_draft(case) is not None for case in (early, late, holdout)] == [
        False,
        True,
        False,
    ]


def test_a_scan_of_frames_is_drafted_like_the_same_scan_of_slices() -> None:
    drafts = []
    for slug, multi_frame in (("slices", False), ("frames", True)):
        project = balls.project(slug)
        case = balls.add_case(project, 0, SplitName.TRAIN, multi_frame=multi_frame)
        live_model(project, seed=1)
        jobs.enqueue("activelearning.prelabel_case", queue="machine", case_id=case.pk)
        jobs.drain("machine")
        drafts.append(current_draft(case))
    classic, multi = drafts
    assert classic is not None
    assert multi is not None
    assert multi.mask_sha256 == classic.mask_sha256
    assert multi.slice_doubt == classic.slice_doubt


def test_without_a_model_no_draft_is_made_when_asked_for_one() -> None:
    case = balls.add_case(balls.project(), 0, SplitName.TRAIN)
    jobs.enqueue("activelearning.prelabel_case", queue="machine", case_id=case.pk)
    jobs.drain("machine")
    assert current_draft(case) is None


def test_a_scan_that_the_network_cannot_take_does_not_hold_up_the_others(
    monkeypatch: Any,
) -> None:
    project = balls.project()
    broken, sound = balls.add_cases(project, range(2), SplitName.TRAIN)
    version = live_model(project)
    read = activelearning.prelabel.asking.image_reader

    def spoiled(case: Any, channels: Any) -> Any:
        if case != broken:
            return read(case, channels)
        return lambda: (np.full((4, 4, 4), np.nan, np.float32), (1.0, 1.0, 1.0))

    monkeypatch.setattr("activelearning.prelabel.asking.image_reader", spoiled)
    request_picks(project=project, user=balls.person(project))
    jobs.drain("machine")
    assert current_draft(broken) is None
    assert sound.scores.filter(model_version=version).exists()
    assert project.rounds.get().picks.filter(case=broken).exists()
    reason = broken.unscored.get(model_version=version)
    assert reason.code == "not_finite"
    assert "finite" in reason.reason
    assert not sound.unscored.exists()

    monkeypatch.undo()
    jobs.enqueue("activelearning.prelabel_case", queue="machine", case_id=broken.pk)
    jobs.drain("machine")
    assert current_draft(broken) is not None
    assert not broken.unscored.exists()
