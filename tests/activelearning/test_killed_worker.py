"""A worker that is killed in the middle of a turn, as by the kernel or a power cut."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.core import jobs
from labeling.rounds.models import RunState, TrainingRun
from labeling.rounds.services import request_training
from tests.activelearning import balls

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
STEPS = 6
PATIENCE = 240.0


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = STEPS


def test_the_next_worker_finishes_the_turn_and_nothing_is_done_twice() -> None:
    project, lead = balls.ready_project(train=1, pool=2, holdout=1)
    run = request_training(project=project, trigger="person", user=lead)
    worker = start_worker(STEPS)
    child = _wait_for_training(run, worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    _wait_until_gone(child)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING

    let_heartbeats_grow_old()
    jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    steps = [point["step"] for point in run.curve]
    assert steps == sorted(set(steps))
    assert steps[-1] == STEPS
    version = project.model_versions.get()
    assert version.state == "champion"
    assert project.rounds.get().picks.count() == 2
    pool = project.cases.exclude(state="approved")
    assert [case.drafts.get().model_version for case in pool] == [version] * 2
    assert not (settings.DATA / "runs" / str(run.pk)).exists()


def start_worker(steps: int) -> "subprocess.Popen[bytes]":
    """A machine worker of its own on the test's database."""
    database = connection.settings_dict
    options = {"host": database["HOST"], **database["OPTIONS"]}
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{quote(database['USER'])}@/{database['NAME']}"
        f"?{urlencode(options)}",
        "GYRE_DATA": str(settings.DATA),
        "GYRE_TRAINING_MAX_STEPS": str(steps),
        "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "activelearning.worker"], cwd=settings.REPOSITORY, env=environment
    )


def _wait_for_training(run: TrainingRun, worker: "subprocess.Popen[bytes]") -> int:
    """The training child's process id, once it has made a step."""
    deadline = time.monotonic() + PATIENCE
    pid_file = settings.DATA / "runs" / str(run.pk) / "request.pid"
    while time.monotonic() < deadline:
        assert worker.poll() is None, "the worker ended by itself"
        run.refresh_from_db()
        if run.curve and pid_file.exists():
            return int(pid_file.read_text())
        time.sleep(0.1)
    raise AssertionError("the training made no step")


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline, "the child outlived its worker"
        time.sleep(0.1)


def let_heartbeats_grow_old() -> None:
    """As if the killed worker had been silent for a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
