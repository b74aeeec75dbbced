"""The whole loop without a browser: the expert masks play the readers for some rounds."""

import time
from collections.abc import Callable
from typing import Any

from labeling.accounts.models import User
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import case_name
from labeling.core.errors import Conflict
from labeling.demo.play import play_batch
from labeling.projects.models import Project
from labeling.rounds.models import Round, RunState, TrainingRun
from labeling.rounds.services import request_training

Wait = Callable[[Callable[[], bool]], None]


class TurnFailed(Conflict):
    """A training of the demonstration failed."""


def demonstrate(
    *, project: Project, users: dict[str, User], rounds: int, wait: Wait
) -> list[dict[str, Any]]:
    """Train on the seed labels, then play `rounds` rounds; one entry for each training.

    Args:
        project: with its seed labels, and no training yet.
        users: the demo's people by user name.
        rounds: how many batches are labelled.
        wait: runs the workers until the given question is answered with yes.

    Raises:
        TurnFailed: with the reason of the training run.
    """
    run = request_training(project=project, trigger="demo", user=users["lead"], seed=0)
    entries = [_turn(run, wait, picks=_seed_cases(project), labelling=0.0)]
    for number in range(1, rounds + 1):
        batch = Round.objects.get(project=project, number=number)
        picks = list(batch.picks.select_related("case__project", "case__series"))
        began = time.monotonic()
        play_batch(
            project=project,
            cases=[pick.case for pick in picks],
            lead=users["lead"],
            reader=users["anna"],
            reviewer=users["rosa"],
        )
        seconds = time.monotonic() - began
        run = project.training_runs.latest("pk")
        entries.append(_turn(run, wait, picks=_described(picks), labelling=seconds))
    return entries


def _turn(
    run: TrainingRun, wait: Wait, *, picks: list[dict[str, Any]], labelling: float
) -> dict[str, Any]:
    def over() -> bool:
        run.refresh_from_db()
        return run.state in (RunState.SUCCEEDED, RunState.FAILED)

    wait(over)
    if run.state == RunState.FAILED:
        raise TurnFailed(f"{run.error_code}: {run.error}")
    version = run.model_version
    holdout = version.metrics["holdout"]
    return {
        "labels": version.labels_used,
        "holdout_dice_mean": holdout["dice_mean"],
        "holdout_dice_per_class": {
            str(one["value"]): one["dice"]["mean"] for one in holdout["classes"]
        },
        "picks": picks,
        "promoted": version.promoted_at is not None,
        "reason": version.reason,
        "seconds": {"label": round(labelling, 1), **run.seconds},
    }


def _seed_cases(project: Project) -> list[dict[str, Any]]:
    approved = Case.objects.filter(project=project, state="approved", patient__split__name="train")
    cases = approved.select_related("project")
    return [{"case": case_name(case), "score": None, "arm": "seed"} for case in cases]


def _described(picks: list[Any]) -> list[dict[str, Any]]:
    return [{"case": case_name(pick.case), "score": pick.score, "arm": pick.arm} for pick in picks]
