"""The loop: one turn, from what people approved to what they label next.

Each stage commits what it made and finds it again when a killed worker's turn is taken up, so a turn
may stop anywhere and nothing is done twice. All commits go through the job's fence: a worker that
wakes up late cannot commit over the one that took its job.
"""

import secrets

from activelearning.curate.dataset import curate
from activelearning.curate.films import curate_films
from activelearning.folders import remove_run_folder, run_folder, sweep_run_folders
from activelearning.next_batch import batch_if_due, choose_batch
from activelearning.prelabel.looks import describe_pool, see_labelled
from activelearning.prelabel.pool import draft_pool
from activelearning.prelabel.prefill import prefill_open_batch
from activelearning.prelabel.rescore import rescore_top
from activelearning.retrain.decide import record_and_decide, record_quick_model
from activelearning.retrain.explain import check_explanations
from activelearning.retrain.judge import judge_on_holdout
from activelearning.retrain.judge_films import judge_films_on_holdout
from activelearning.retrain.keep import keep_weights
from activelearning.retrain.train import train
from activelearning.stages import Stage, StageReport, stage
from labeling.core.jobs import Run
from labeling.prelabel.services import mark_stale
from labeling.projects.selectors import asks_findings
from labeling.rounds import selectors
from labeling.rounds import services as rounds
from labeling.rounds.lanes import Lane


def take_turn(run: Run, training_run_id: int) -> None:
    """Curate -> retrain -> judge -> promote or reject -> prelabel and score -> pick.

    A quick turn judges, scores and picks nothing: readers get better drafts, the champion stays.
    """
    with run.commit_results(last=False):
        training = rounds.start_run(run_id=training_run_id)
    sweep_run_folders()
    quick = training.lane == Lane.QUICK
    if not selectors.has_model(training):
        make = make_quick_model if quick else make_challenger
        make(run, training_run_id)
    remove_run_folder(training_run_id)
    batch = None
    with stage(run, training_run_id, Stage.PRELABEL) as report:
        if quick:
            prefill_open_batch(report, training_run_id)
        else:
            score_pool(report, training.project_id)
    if not quick:
        with stage(run, training_run_id, Stage.PICK):
            batch = batch_if_due(training.project_id, seed=training.seed)
    with run.commit_results():
        if batch is not None:
            batch.record()
        rounds.finish_run(run_id=training_run_id)


def make_quick_model(run: Run, training_run_id: int) -> None:
    """Train the champion on for a short while; what comes of it may only pre-fill."""
    folder = run_folder(training_run_id)
    with stage(run, training_run_id, Stage.CURATE) as report:
        dataset = curate(report, training_run_id, folder)
    with stage(run, training_run_id, Stage.TRAIN) as report:
        trained = train(report, training_run_id, folder, dataset)
        weights = keep_weights(trained)
        maps = check_explanations(report, training_run_id, weights, trained.spec)
    record_quick_model(run, training_run_id, weights, trained, explain=maps)


def make_challenger(run: Run, training_run_id: int) -> None:
    """Train on what is approved now, judge on the locked holdout, and decide what becomes of it."""
    folder = run_folder(training_run_id)
    films = asks_findings(selectors.training_run(training_run_id).project)
    with stage(run, training_run_id, Stage.CURATE) as report:
        dataset = (curate_films if films else curate)(report, training_run_id, folder)
    with stage(run, training_run_id, Stage.TRAIN) as report:
        trained = train(report, training_run_id, folder, dataset)
        weights = keep_weights(trained)
    with stage(run, training_run_id, Stage.JUDGE) as report:
        judge = judge_films_on_holdout if films else judge_on_holdout
        judgement = judge(report, training_run_id, weights, trained.spec)
        maps = check_explanations(report, training_run_id, weights, trained.spec)
    record_and_decide(run, training_run_id, weights, trained, judgement, explain=maps)


def score_pool(report: StageReport, project_id: int) -> None:
    """All that picks are made from: by the live model, or without one from what the scans look like."""
    draft_pool(report, project_id)
    rescore_top(report, project_id)
    see_labelled(report, project_id)
    describe_pool(report, project_id)


def refresh(run: Run, project_id: int) -> None:
    """Drafts, scores and picks by the live model; without one picks are made from what scans look like."""
    version = selectors.champion(selectors.project_by_id(project_id))
    if version is not None:
        with run.commit_results(last=False):
            mark_stale(project_id=project_id, version_id=version.pk)
    score_pool(StageReport(run, Stage.PRELABEL), project_id)
    batch = choose_batch(project_id, seed=secrets.randbelow(2**31))
    with run.commit_results():
        batch.record()
