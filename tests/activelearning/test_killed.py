"""kill -9 anywhere in a turn: the loop ends in the same state as without, and nobody's work is lost.

The budget is in steps and there is no validation case, so that the clock decides nothing: it would say
how many steps and looks a training is worth.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.annotate.services import save_slices, submit_annotation
from labeling.annotate.services.locking import Edit
from labeling.core import jobs
from labeling.imaging.masks import encode_mask, encode_slices, mask_sha256
from labeling.projects.models import Project, Role
from labeling.rounds.models import ACTIVE, RunState, TrainingRun
from labeling.rounds.services import request_training
from tests.activelearning import balls, places
from tests.activelearning.facts import facts_of
from tests.activelearning.networks import live_model, without_merit
from tests.activelearning.places import Place, standing_still
from tests.activelearning.workers import let_heartbeats_grow_old, worker
from tests.factories import make_assignment, open_for

pytestmark = [pytest.mark.django_db(transaction=True, reset_sequences=True), pytest.mark.slow]
SEED = 3
Work = Callable[[], None]
_ENDS: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = 30
    settings.TRAINING_THREADS = 1
    shutil.rmtree(settings.DATA / "runs", ignore_errors=True)  # another test's run had this number


@pytest.fixture
def undisturbed() -> dict[str, Any]:
    """How the loop ends when nobody is killed: played once, and wiped away again."""
    if not _ENDS:
        project, work = begun()
        jobs.drain("machine")
        work()
        _ENDS.append(facts_of(project))
        call_command("flush", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    return _ENDS[0]


def begun() -> tuple[Project, Work]:
    """A turn that waits, with a live model to beat, and what two readers do meanwhile."""
    project, lead = balls.ready_project(
        train=2, pool=6, holdout=2, strategy="disagreement", batch_size=2, training_seconds=3600
    )
    without_merit(live_model(project))
    first, second = project.cases.filter(state="ready").order_by("number")[:2]
    reader = balls.person(project, Role.ANNOTATOR, "reader")
    handed_in, edit = open_for(make_assignment(first, reader))
    saved, edit_saved = open_for(make_assignment(second, reader))
    request_training(project=project, trigger="person", user=lead, seed=SEED)

    def work() -> None:
        mask = balls.scan(200).mask
        submit_annotation(
            annotation=handed_in,
            edit=Edit(edit.version, edit.lease_token, 60),
            mask_bytes=encode_mask(mask),
            sha256=mask_sha256(mask),
        )
        plane = {second.series.slices[7]: balls.scan(201).mask[7]}
        save_slices(annotation=saved, edit=edit_saved, patch=encode_slices(plane))

    return project, work


def test_the_undisturbed_turn_does_all_that_a_kill_might_spoil(undisturbed: dict[str, Any]) -> None:
    assert {run["state"] for run in undisturbed["runs"]} == {RunState.SUCCEEDED}
    assert [model["state"] for model in undisturbed["models"]] == ["retired", "champion"]
    champion = undisturbed["models"][1]
    assert champion["gate"]["promoted"]
    assert champion["metrics"]["holdout"]["n"] == 2
    assert {score["members"] for score in undisturbed["scores"]} == {"tta"}
    assert [len(undisturbed[rows]) for rows in ("scores", "rounds", "picks")] == [4, 1, 2]
    assert len(undisturbed["handed in"]) == 5  # four were imported
    assert [(number, z) for number, z, _ in undisturbed["saved slices"]] == [(6, 7)]
    assert undisturbed["disputes"]
    assert undisturbed["folders"] == []


@pytest.mark.parametrize(
    "killed_at",
    [
        [places.TRAINING],
        [places.JUDGING, places.PROMOTION],
        [places.SCORING, places.LOOKING_AGAIN],
        [places.PICKING, places.CLOSING],
    ],
    ids=["training", "judging and promotion", "scoring", "picking"],
)
def test_the_loop_ends_as_if_nobody_had_been_killed(
    killed_at: list[Place], undisturbed: dict[str, Any]
) -> None:
    project, work = begun()
    for number, place in enumerate(killed_at):
        with standing_still(place) as wait, worker() as one:
            wait(one)
            if number == 0:
                work()
            os.kill(one.pid or 0, signal.SIGKILL)
            one.join()
        let_heartbeats_grow_old()
    run = project.training_runs.first()
    assert run is not None
    assert (run.state == RunState.SUCCEEDED) == (killed_at[-1] is places.CLOSING)
    jobs.drain("machine")
    check_same(project, undisturbed)


def check_same(project: Project, undisturbed: dict[str, Any]) -> None:
    ended = facts_of(project)
    assert {what: ended[what] for what in ended if ended[what] != undisturbed[what]} == {}
    assert trainings() == [], "a child outlived its worker"


def trainings() -> list[Path]:
    """Processes that train in this data folder."""
    ours = str(settings.DATA / "runs").encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (process / "cmdline").read_bytes()
            if b"models.training" in said and ours in said:
                found.append(process)
    return found


def test_two_workers_at_once_do_a_turn_once_even_where_one_sleeps_through_it(
    undisturbed: dict[str, Any],
) -> None:
    project, work = begun()
    run = project.training_runs.first()
    assert run is not None
    with worker() as one, worker() as other:
        late = frozen_in_training(run, {process.pid: process for process in (one, other)})
        let_heartbeats_grow_old()
        with standing_still(places.SCORING) as wait:
            wait(one if late is other else other)
            os.kill(late.pid or 0, signal.SIGCONT)
            work()
        wait_until_idle()
    check_same(project, undisturbed)


def frozen_in_training(run: TrainingRun, workers: dict[int | None, BaseProcess]) -> BaseProcess:
    """The worker that trains, asleep between two transactions."""
    pid_file = settings.DATA / "runs" / str(run.pk) / "request.pid"
    deadline = time.monotonic() + places.PATIENCE
    while time.monotonic() < deadline:
        run.refresh_from_db()
        assert run.state in ACTIVE
        if run.curve:
            status = Path(f"/proc/{pid_file.read_text()}/stat").read_text()
            trains = workers[int(status.rpartition(")")[2].split()[1])]
            os.kill(trains.pid or 0, signal.SIGSTOP)
            if not in_transaction():
                return trains
            os.kill(trains.pid or 0, signal.SIGCONT)
        time.sleep(0.05)
    raise AssertionError("nobody trains")


def in_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def wait_until_idle() -> None:
    deadline = time.monotonic() + places.PATIENCE
    waiting = ProcrastinateJob.objects.filter(queue_name="machine", status__in=("todo", "doing"))
    while waiting.exists():
        assert time.monotonic() < deadline, list(waiting.values("task_name", "status"))
        time.sleep(0.1)
