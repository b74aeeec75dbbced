from pathlib import Path

import numpy as np
import pytest

from activelearning.retrain.decide import record_and_decide
from activelearning.retrain.judge import Judgement
from activelearning.retrain.train import Trained
from labeling.core.jobs import Superseded
from labeling.prelabel.models import DraftState
from labeling.prelabel.services import store_draft
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion, RunState
from labeling.rounds.selectors import champion
from labeling.rounds.services import promote_model
from models.evaluation.case import CaseScores, ClassScores
from models.evaluation.gate import GateReport, judge
from tests.activelearning.held import hand_over, held_job
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db
TRAINED = Trained(weights=Path("unused"), spec={"label_values": [0, 1]}, metrics={"steps": 5})


def scores(dice: float) -> list[CaseScores]:
    one = {1: ClassScores(dice=dice, nsd=dice, hd95=1.0, present=True)}
    return [CaseScores(case=f"c{i}", patient=f"p{i}", classes=one) for i in range(8)]


def gate(challenger: float, champion: float | None) -> GateReport:
    old = None if champion is None else scores(champion)
    return judge(scores(challenger), old, rng=np.random.default_rng(0))


def decide(
    project: Project, report: GateReport | None, against: ModelVersion | None = None
) -> tuple[ModelVersion, bool]:
    """As judged against `against`; by default against what is live."""
    judged = against or champion(project)
    run = records.run(
        project, RunState.RUNNING, revisions=[{"split": "train"}, {"split": "validation"}]
    )
    judgement = Judgement(gate=report, holdout={}, champion=judged.pk if judged else None)
    live = record_and_decide(held_job(), run.pk, "ab" * 32, TRAINED, judgement)
    run.state = RunState.SUCCEEDED
    run.save()
    return run.model_version, live


def test_the_first_model_goes_live_and_counts_its_training_cases_only() -> None:
    version, live = decide(records.project(), gate(0.6, None))
    assert live
    assert (version.state, version.labels_used, version.promoted_by) == ("champion", 1, None)
    assert version.code_version.startswith("models-")


def test_a_better_model_goes_live_and_makes_the_old_drafts_stale() -> None:
    project = records.project()
    first, _ = decide(project, gate(0.6, None))
    case = records.case(project)
    store_draft(case=case, version=first, mask=np.zeros(records.SHAPE, np.uint8))
    second, live = decide(project, gate(0.7, 0.6))
    assert live
    assert second.parent == first
    assert case.drafts.get().state == DraftState.STALE


def test_a_worse_model_is_rejected_with_the_reason_and_drafts_stay() -> None:
    project = records.project()
    first, _ = decide(project, gate(0.6, None))
    case = records.case(project)
    store_draft(case=case, version=first, mask=np.zeros(records.SHAPE, np.uint8))
    second, live = decide(project, gate(0.5, 0.6))
    assert not live
    assert second.state == "rejected"
    assert "Not promoted" in second.reason
    assert "; Liver Dice, low end of 95 % interval; " in second.reason
    assert "class 1" not in second.reason
    assert second.gate["reason"] == second.reason
    assert case.drafts.get().state == DraftState.CURRENT


def test_where_people_decide_a_good_model_waits_for_them() -> None:
    version, live = decide(records.project(auto_promote=False), gate(0.6, None))
    assert not live
    assert version.state == "candidate"
    assert "leaves promotion to a person" in version.reason


@pytest.mark.parametrize("found", [0.7, 0.5], ids=["better", "worse"])
def test_a_judgement_against_a_model_that_is_live_no_more_decides_nothing(found: float) -> None:
    project = records.project()
    first, _ = decide(project, gate(0.6, None))
    lead = records.person("lead", project)
    chosen = promote_model(version=records.version(project), by=lead, reason="a person's choice")
    late, live = decide(project, gate(found, 0.6), against=first)
    assert not live
    assert (late.state, late.parent) == ("candidate", first)
    assert "Another model went live" in late.reason
    assert champion(project) == chosen


def test_a_model_that_could_not_be_judged_waits_for_a_person() -> None:
    version, live = decide(records.project(), None)
    assert not live
    assert version.state == "candidate"
    assert version.gate == {}
    assert "No holdout case" in version.reason


def test_a_worker_that_lost_its_job_records_nothing() -> None:
    project = records.project()
    live = promote_model(version=records.version(project), by=None, reason="first")
    run = records.run(project, RunState.RUNNING)
    job = held_job()
    hand_over(job)
    judgement = Judgement(gate=gate(0.9, 0.6), holdout={})
    with pytest.raises(Superseded):
        record_and_decide(job, run.pk, "ab" * 32, TRAINED, judgement)
    assert list(project.model_versions.all()) == [live]
