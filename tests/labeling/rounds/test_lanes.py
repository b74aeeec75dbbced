"""A quick training beside the full one: what it may do to models and drafts."""

import numpy as np
import pytest

from labeling.cohorts.models import CaseState
from labeling.prelabel.models import DraftState
from labeling.prelabel.selectors import cases_to_draft, cases_to_prefill
from labeling.prelabel.services import mark_stale, store_draft
from labeling.projects.models import Project
from labeling.rounds.card import as_markdown, card_of
from labeling.rounds.errors import NothingToRefine, ReasonMissing
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, ModelVersion
from labeling.rounds.selectors import earlier_weights, previous_champion, quick_model
from labeling.rounds.services import (
    add_to_curve,
    let_prefill,
    promote_model,
    request_training,
    roll_back,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return records.project()


def live(project: Project) -> ModelVersion:
    return promote_model(version=records.version(project), by=None, reason="first")


def quick(project: Project) -> ModelVersion:
    made = records.version(project)
    made.run.lane = Lane.QUICK
    made.run.save()
    return let_prefill(version=made, reason="trained on")


def state_of(version: ModelVersion) -> str:
    version.refresh_from_db()
    return version.state


def test_there_is_no_quick_training_before_a_model_is_live(project: Project) -> None:
    records.case(project, CaseState.APPROVED)
    with pytest.raises(NothingToRefine):
        request_training(project=project, trigger="person", lane=Lane.QUICK)


def test_one_quick_model_at_a_time_pre_fills_and_the_champion_stays(project: Project) -> None:
    champion = live(project)
    first, second = quick(project), quick(project)
    assert (state_of(first), state_of(second)) == (ModelState.RETIRED, ModelState.PREFILL)
    assert state_of(champion) == ModelState.CHAMPION
    assert quick_model(project) == second
    assert second.parent == champion


def test_a_new_champion_retires_the_quick_model_of_the_one_before(project: Project) -> None:
    live(project)
    helper = quick(project)
    live(project)
    assert state_of(helper) == ModelState.RETIRED
    assert quick_model(project) is None


def test_a_quick_model_whose_champion_was_replaced_meanwhile_pre_fills_nothing(
    project: Project,
) -> None:
    live(project)
    late = records.version(project)
    live(project)
    assert state_of(let_prefill(version=late, reason="late")) == ModelState.RETIRED


def test_roll_back_goes_to_a_champion_never_to_a_quick_model(project: Project) -> None:
    first = live(project)
    quick(project)
    live(project)
    assert previous_champion(project) == first
    assert roll_back(project=project, user=records.person("lead", project)) == first


def test_a_quick_model_was_never_judged_so_a_person_promotes_it_only_with_a_reason(
    project: Project,
) -> None:
    live(project)
    helper = quick(project)
    lead = records.person("lead", project)
    for _ in ("while it pre-fills", "after it is retired"):
        with pytest.raises(ReasonMissing):
            promote_model(version=helper, by=lead, reason=" ")
        quick(project)
    assert state_of(helper) == ModelState.RETIRED
    assert "was made to pre-fill" in as_markdown(card_of(helper))
    promoted = promote_model(version=helper, by=lead, reason="it reads well")
    assert promoted.state == ModelState.CHAMPION
    assert "was made to pre-fill" not in as_markdown(card_of(promoted))


def test_a_quick_draft_is_for_what_is_opened_next_and_the_champion_leaves_it(
    project: Project,
) -> None:
    champion = live(project)
    picked, waiting = (records.case(project, s) for s in (CaseState.PICKED, CaseState.DRAFTED))
    helper = quick(project)
    assert list(cases_to_prefill(helper)) == [picked]
    assert set(cases_to_draft(champion)) == {picked, waiting}

    draft = store_draft(case=picked, version=helper, mask=np.zeros(records.SHAPE, np.uint8))
    assert not cases_to_prefill(helper).exists()
    mark_stale(project_id=project.pk, version_id=champion.pk)
    draft.refresh_from_db()
    assert draft.state == DraftState.CURRENT

    other = live(project)
    mark_stale(project_id=project.pk, version_id=other.pk)
    draft.refresh_from_db()
    assert draft.state == DraftState.STALE


def test_a_curve_holds_loss_and_dice_and_thins_the_loss_only(project: Project) -> None:
    run = records.run(project, state="running")
    loss = [{"step": step, "loss": 1.0, "seconds": float(step)} for step in range(500)]
    dice = [{"step": step, "dice": 0.5, "seconds": float(step)} for step in (100, 400)]
    add_to_curve(run_id=run.pk, points=[*loss[:300], dice[0]])
    # A resumed training repeats itself, and one that ends says where once more.
    add_to_curve(run_id=run.pk, points=[*loss[200:], *dice, loss[-1], dice[-1]])
    run.refresh_from_db()
    assert [point["step"] for point in run.curve if "dice" in point] == [100, 400]
    steps = [point["step"] for point in run.curve if "loss" in point]
    assert steps == sorted(set(steps))
    assert 150 < len(steps) <= 400
    assert run.curve == sorted(run.curve, key=lambda point: point["step"])


def test_an_ensemble_is_of_challengers_of_one_shape_whatever_their_temperatures(
    project: Project,
) -> None:
    older, other, quick_one, live_one = (records.version(project) for _ in range(4))
    set_spec(older, "aa", {"patch": [8, 8, 8], "temperature": 1.2})
    set_spec(other, "bb", {"patch": [16, 8, 8]})
    set_spec(quick_one, "cc", {"patch": [8, 8, 8]})
    set_spec(live_one, "dd", {"patch": [8, 8, 8]})
    quick_one.run.lane = Lane.QUICK
    quick_one.run.save()
    assert earlier_weights(live_one, 4) == ["aa" * 32]


def set_spec(version: ModelVersion, byte: str, spec: dict[str, object]) -> None:
    version.spec, version.weights_blob = spec, byte * 32
    version.save()
