import pytest

from labeling.core import jobs
from labeling.core.models import AuditEvent
from labeling.projects.models import Project
from labeling.rounds.errors import AlreadyLive, NothingToRollBackTo, ReasonMissing
from labeling.rounds.models import ModelState
from labeling.rounds.selectors import champion, learning_curve
from labeling.rounds.services import hold_model, promote_model, reject_model, roll_back
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def states(project: Project) -> list[str]:
    return list(project.model_versions.order_by("number").values_list("state", flat=True))


def waits_for_refresh(project: Project) -> bool:
    """Whether a second request finds the first waiting."""
    once = f"activelearning.refresh:{project.pk}"
    return jobs.enqueue("activelearning.refresh", queue="machine", once=once) is None


def test_promotion_retires_the_champion_and_says_who_and_why() -> None:
    project = records.project()
    first, second = records.version(project), records.version(project)
    promote_model(version=first, by=None, reason="first")
    promote_model(version=second, by=None, reason="better")
    assert states(project) == ["retired", "champion"]
    event = AuditEvent.objects.filter(act="model.promoted").first()
    assert event is not None
    assert event.detail == {"before": 1, "reason": "better"}
    assert not waits_for_refresh(project)


def test_a_version_knows_whom_it_was_judged_against() -> None:
    project = records.project()
    first = records.version(project)
    promote_model(version=first, by=None, reason="first")
    assert records.version(project).parent == first


def test_a_promotion_by_a_person_asks_for_new_drafts() -> None:
    project = records.project()
    version = records.version(project)
    promote_model(version=version, by=records.person("lead", project), reason="looks good")
    assert waits_for_refresh(project)


def test_a_rejected_model_goes_live_only_with_a_reason() -> None:
    project = records.project()
    version = reject_model(version=records.version(project), reason="worse")
    with pytest.raises(ReasonMissing):
        promote_model(version=version, by=records.person("lead", project), reason=" ")
    assert champion(project) is None
    promote_model(version=version, by=records.person("eng", project), reason="the holdout is old")
    assert champion(project) == version


def test_the_live_model_is_not_promoted_again() -> None:
    project = records.project()
    version = promote_model(version=records.version(project), by=None, reason="first")
    with pytest.raises(AlreadyLive):
        promote_model(version=version, by=None, reason="again")


def test_a_decision_on_a_live_model_changes_nothing() -> None:
    project = records.project()
    version = promote_model(version=records.version(project), by=None, reason="first")
    reject_model(version=version, reason="late")
    hold_model(version=version, reason="late")
    version.refresh_from_db()
    assert (version.state, version.reason) == (ModelState.CHAMPION, "first")


def test_roll_back_moves_the_pointer_and_can_go_on_to_the_first() -> None:
    project = records.project()
    lead = records.person("lead", project)
    for _ in range(3):
        promote_model(version=records.version(project), by=None, reason="better")
    assert roll_back(project=project, user=lead).number == 2
    assert states(project) == ["retired", "champion", "retired"]
    assert waits_for_refresh(project)
    assert roll_back(project=project, user=lead).number == 1
    with pytest.raises(NothingToRollBackTo):
        roll_back(project=project, user=lead)


def test_roll_back_passes_over_models_that_were_never_live() -> None:
    project = records.project()
    promote_model(version=records.version(project), by=None, reason="first")
    reject_model(version=records.version(project), reason="worse")
    promote_model(version=records.version(project), by=None, reason="better")
    assert roll_back(project=project, user=records.person("lead", project)).number == 1


def test_roll_back_goes_to_what_was_live_before_even_if_that_is_newer() -> None:
    project = records.project()
    lead = records.person("lead", project)
    promote_model(version=records.version(project), by=None, reason="first")
    old = records.version(project)
    reject_model(version=old, reason="worse")
    promote_model(version=records.version(project), by=None, reason="better")
    promote_model(version=old, by=lead, reason="a look at it")
    assert roll_back(project=project, user=lead).number == 3
    assert roll_back(project=project, user=lead).number == 1


def test_the_learning_curve_shows_every_judged_model_oldest_first_and_what_became_of_it() -> None:
    project = records.project()
    first = records.version(project, dice=0.7, labels=8)
    promote_model(version=first, by=None, reason="first")
    reject_model(version=records.version(project, dice=0.65, labels=16), reason="worse")
    better = records.version(project, dice=0.8, labels=16)
    promote_model(version=better, by=None, reason="better")
    roll_back(project=project, user=records.person("lead", project))
    records.version(project, dice=0.81, labels=24)  # nobody has decided yet
    points = [
        (one["model"], one["labels"], one["dice"], one["standing"])
        for one in learning_curve(project)
    ]
    assert points == [
        (1, 8, 0.7, "went_live"),
        (2, 16, 0.65, "refused"),
        (3, 16, 0.8, "went_live"),  # rolled back from: it was live
        (4, 24, 0.81, "waits"),
    ]


def test_a_model_that_was_not_judged_is_not_on_the_learning_curve() -> None:
    project = records.project()
    quick = records.version(project)
    quick.metrics = {"holdout": None}
    quick.save(update_fields=["metrics"])
    promote_model(version=quick, by=records.person("lead", project), reason="needed now")
    assert learning_curve(project) == []


def test_a_point_without_an_interval_keeps_how_few_patients_there_were() -> None:
    project = records.project()
    version = records.version(project)
    version.metrics = {
        "holdout": {"dice_mean": 0.8, "dice_low": None, "dice_high": None, "patients": 4}
    }
    version.save(update_fields=["metrics"])
    (point,) = learning_curve(project)
    assert (point["low"], point["high"], point["patients"]) == (None, None, 4)
