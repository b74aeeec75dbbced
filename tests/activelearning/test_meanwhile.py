"""What people do while a turn runs: the turn ends in a defined state, and the live model is theirs to choose."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from activelearning.retrain.train import Trained
from labeling.accounts.models import User
from labeling.annotate.selectors import shape_of, stored_mask
from labeling.core import blobs, jobs
from labeling.prelabel.models import Draft, DraftState
from labeling.projects.models import Label, Project
from labeling.projects.selectors import judged_values
from labeling.projects.services import change_project, replace_labels
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, ModelVersion, RunState, TrainingRun
from labeling.rounds.selectors import champion
from labeling.rounds.services import promote_model, request_training, roll_back
from tests.activelearning import balls
from tests.activelearning.networks import TINY, candidate, live_model, store_network, without_merit
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
TRAINED = "activelearning.loop.train"
JUDGED = "activelearning.loop.judge_on_holdout"
FIRST_CASE_SCORED = "activelearning.prelabel.pool.Keeper.keep"
Act = Callable[[], object]
Acts = Callable[[str, Act], None]
OVERTAKEN = "Another model went live"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Acts:
    """Have a person act right after a function of the turn was called for the first time."""

    def after(function: str, act: Act) -> None:
        called, acted = resolve_name(function), list[bool]()

        def then(*given: Any, **named: Any) -> Any:
            found = called(*given, **named)
            if not acted:
                acted.append(True)
                act()
            return found

        monkeypatch.setattr(function, then)

    return after


@pytest.fixture
def lead_and_live(monkeypatch: pytest.MonkeyPatch) -> tuple[User, ModelVersion]:
    """A project with a live model that is easily beaten. Trainings give an untrained network at once."""
    project, lead = balls.ready_project(
        train=1, pool=3, holdout=1, strategy="entropy", batch_size=2, random_share=0
    )
    monkeypatch.setattr(TRAINED, train)
    return lead, without_merit(live_model(project))


def train(_report: Any, training_run_id: int, *_: Any) -> Trained:
    """An untrained network for the project's labels."""
    run = TrainingRun.objects.get(pk=training_run_id)
    spec = replace(TINY, label_values=(0, *judged_values(run.project)))
    live = champion(run.project) if run.lane == Lane.QUICK else None
    weights = Path(blobs.path(store_network(5, spec)))
    return Trained(weights, spec.to_json(), {}, live.pk if live else None)


def turn(live: ModelVersion, lead: User, lane: Lane = Lane.FULL) -> TrainingRun:
    """Everything that waits is done; the run has succeeded."""
    run = request_training(project=live.project, trigger="person", user=lead, seed=1, lane=lane)
    jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    return run


def check_all_is_by(project: Project, version: ModelVersion) -> None:
    """It alone is live, and drafts, scores and the one open batch are its own."""
    version.refresh_from_db()
    assert project.model_versions.get(state=ModelState.CHAMPION) == version
    pool = project.cases.filter(patient__split__name="train").exclude(state="approved")
    assert pool.count() == 3
    for case in pool:
        assert case.drafts.get(state=DraftState.CURRENT).model_version == version
        assert case.scores.filter(model_version=version).count() == 1
    open_round = project.rounds.get(closed_at=None)
    assert open_round.model_version == version
    picked = project.cases.filter(state="picked")
    assert set(picked) == {pick.case for pick in open_round.picks.all()}


def check_waits(late: ModelVersion, *, judged_against: ModelVersion) -> None:
    """What was live when it was judged is live no more: a person decides."""
    assert (late.state, late.parent) == (ModelState.CANDIDATE, judged_against)
    assert OVERTAKEN in late.reason


def test_with_nobody_about_the_challenger_goes_live(
    lead_and_live: tuple[User, ModelVersion],
) -> None:
    lead, live = lead_and_live
    check_all_is_by(live.project, turn(live, lead).model_version)


def test_a_model_promoted_while_another_is_judged_stays_live(
    lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    mine = candidate(live.project, 2)
    meanwhile(JUDGED, lambda: promote_model(version=mine, by=lead, reason="mine"))
    late = turn(live, lead).model_version
    check_waits(late, judged_against=live)
    check_all_is_by(live.project, mine)


def test_a_roll_back_while_a_model_is_judged_holds(
    lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, first = lead_and_live
    second = promote_model(version=candidate(first.project, 2), by=None, reason="second")
    meanwhile(JUDGED, lambda: roll_back(project=first.project, user=lead))
    late = turn(first, lead).model_version
    check_waits(late, judged_against=second)
    check_all_is_by(first.project, first)


def test_a_model_promoted_before_the_other_is_judged_is_what_it_is_judged_against(
    lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    mine = candidate(live.project, 2)
    meanwhile(TRAINED, lambda: promote_model(version=mine, by=lead, reason="mine"))
    late = turn(live, lead).model_version
    assert late.parent == mine
    assert late.reason == late.gate["reason"]
    check_all_is_by(live.project, late if late.gate["promoted"] else mine)


@pytest.mark.parametrize("back", [True, False], ids=["rolled back", "another promoted"])
def test_what_a_person_makes_live_while_the_pool_is_scored_drafts_and_picks_in_the_end(
    back: bool, lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    other = live if back else candidate(live.project, 2)

    def choose() -> None:
        if back:
            roll_back(project=live.project, user=lead)
        else:
            promote_model(version=other, by=lead, reason="mine")

    meanwhile(FIRST_CASE_SCORED, choose)
    made = turn(live, lead).model_version
    assert made.state == ModelState.RETIRED
    check_all_is_by(live.project, other)


def test_a_quick_model_whose_champion_was_replaced_while_it_trained_pre_fills_nothing(
    lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    mine = candidate(live.project, 2)
    meanwhile(TRAINED, lambda: promote_model(version=mine, by=lead, reason="mine"))
    late = turn(live, lead, Lane.QUICK).model_version
    assert (late.state, late.parent) == (ModelState.RETIRED, live)
    assert not late.drafts.exists()
    check_all_is_by(live.project, mine)


def test_the_strategy_at_the_time_of_the_picking_is_the_one_that_picks(
    lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    new = {"strategy": "random", "batch_size": 1}
    meanwhile(
        FIRST_CASE_SCORED, lambda: change_project(project=live.project, user=lead, values=new)
    )
    made = turn(live, lead).model_version
    check_all_is_by(live.project, made)
    opened = live.project.rounds.get()
    assert (opened.strategy, opened.picks.count()) == ("random", 1)


@pytest.mark.parametrize("where", [TRAINED, JUDGED, FIRST_CASE_SCORED])
def test_labels_that_come_go_or_are_renamed_stop_no_turn_and_drafts_hold_none_that_went(
    where: str, lead_and_live: tuple[User, ModelVersion], meanwhile: Acts
) -> None:
    lead, live = lead_and_live
    project = live.project
    Label.objects.create(project=project, value=2, name="Cube")
    without_merit(live, (1, 2))

    def change() -> None:
        rows = [_label(1, "Sphere"), _label(3, "Cone")]
        replace_labels(project=project, labels=rows, by=lead)

    meanwhile(where, change)
    made = turn(live, lead).model_version
    check_all_is_by(project, made)
    drafts = Draft.objects.filter(model_version=made, state=DraftState.CURRENT).order_by("pk")
    last = drafts.last()
    assert last is not None
    assert set(stored_mask(last.mask_blob, shape_of(last.case)).ravel()) <= {0, 1}
    client = signed_in(lead)
    for path in (f"models/{made.pk}", f"models/{made.pk}/card.md", f"cases/{last.case_id}/why"):
        assert client.get(f"/api/{path}").status_code == 200, path


def _label(value: int, name: str) -> Any:
    code = {"value": "1", "scheme": "SCT", "meaning": "x"}
    codes = {f"{part}_{key}": text for part in ("category", "type") for key, text in code.items()}
    return {"value": value, "name": name, "color": 1, "ignored": False, **codes}
