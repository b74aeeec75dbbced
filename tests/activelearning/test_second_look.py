"""Holding the live model against approved masks, with an untrained network on real stored scans."""

import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning.review.second_look import look_again
from labeling.cohorts.models import SplitName
from labeling.core import jobs
from labeling.core.jobs import Superseded
from labeling.review.models import Dispute, Seen
from labeling.review.selectors import disputes_of
from labeling.rounds.selectors import champion
from tests.activelearning import balls
from tests.activelearning.held import hand_over, held_job
from tests.activelearning.networks import live_model

pytestmark = pytest.mark.django_db


def test_a_model_that_goes_live_is_held_against_what_is_approved_of_every_split() -> None:
    project = balls.project()
    lead = balls.person(project)
    for seed, split in enumerate((SplitName.TRAIN, SplitName.VALIDATION, SplitName.HOLDOUT)):
        balls.approve(balls.add_case(project, seed, split), seed, lead)
    balls.add_case(project, 9, SplitName.TRAIN)  # nothing is approved here
    live = live_model(project)
    jobs.drain("machine")
    found = Dispute.objects.filter(model_version=live)
    assert {one.revision.case.number for one in found} == {1, 2, 3}
    assert all(0 <= one.belief <= 1 and one.seen == Seen.UNSEEN for one in found)
    worst = disputes_of(project)[0]
    assert worst.belief == min(one.belief for one in found)
    assert worst.index is not None
    assert worst.given != worst.predicted


def test_what_was_compared_is_not_compared_again_and_a_late_worker_stores_nothing() -> None:
    project = balls.project()
    lead = balls.person(project)
    for seed in range(2):
        balls.approve(balls.add_case(project, seed, SplitName.TRAIN), seed, lead)
    live_model(project)
    assert look_again(held_job("activelearning.look_again"), project.pk) == 2
    assert look_again(held_job("activelearning.look_again"), project.pk) == 0
    balls.approve(balls.add_case(project, 5, SplitName.TRAIN), 5, lead)
    late = held_job("activelearning.look_again")
    hand_over(late)
    with pytest.raises(Superseded):
        look_again(late, project.pk)
    assert Dispute.objects.count() == 2


def test_without_a_live_model_there_is_nothing_to_compare() -> None:
    project = balls.project()
    assert champion(project) is None
    assert look_again(held_job("activelearning.look_again"), project.pk) == 0
