"""A worker that is killed between recording a model and making it live."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.core import jobs
from labeling.core.models import AuditEvent
from labeling.rounds.models import ModelState, ModelVersion, RunState, TrainingRun
from labeling.rounds.services import request_training
from tests.activelearning import balls
from tests.activelearning.networks import live_model
from tests.activelearning.test_killed_worker import let_heartbeats_grow_old, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
STEPS = 6
PATIENCE = 240.0


@pytest.fixture(autouse=True)
def _short_training(settings: Any) -> None:
    settings.TRAINING_MAX_STEPS = STEPS


def test_the_loop_ends_as_if_nobody_had_been_killed() -> None:
    project, lead = balls.ready_project(train=1, pool=2, holdout=1)
    live = _without_merit(live_model(project))
    run = request_training(project=project, trigger="person", user=lead, seed=3)
    with _held(live):  # the worker gets as far as retiring it: the new version is recorded by then
        worker = start_worker(STEPS)
        try:
            _wait_until_blocked(worker, run)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    live.refresh_from_db()
    assert list(project.model_versions.all()) == [live]
    assert live.state == ModelState.CHAMPION

    let_heartbeats_grow_old()
    jobs.drain("machine")
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    states = project.model_versions.order_by("number").values_list("number", "state")
    assert list(states) == [(1, ModelState.RETIRED), (2, ModelState.CHAMPION)]
    assert (
        AuditEvent.objects.filter(act="model.recorded", object_id=run.model_version.pk).count() == 1
    )
    pool = project.cases.exclude(state="approved")
    assert {case.drafts.get(state="current").model_version for case in pool} == {run.model_version}
    assert project.rounds.get().model_version == run.model_version


def _without_merit(live: ModelVersion) -> ModelVersion:
    """A champion whose record on the holdout is so bad that whatever finds one voxel beats it."""
    (held,) = live.project.cases.filter(patient__split__name="holdout")
    mask = held.reviews.get().revision.mask_sha256
    nothing = {"dice": 0.0, "nsd": 0.0, "hd95": 1e6, "present": True}
    scored = {
        "case": f"BALL-{held.number:04d}",
        "patient": str(held.patient_id),
        "classes": {"1": nothing},
        "ece": 1.0,
        "groups": [],
        "mask_sha256": mask,
    }
    live.metrics = {"holdout": {"per_case": [scored]}}
    live.save()
    return live


@contextmanager
def _held(live: ModelVersion) -> Iterator[None]:
    """Lock the champion's row, as an administrator's open transaction would."""
    database = connection.settings_dict
    with psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname=database["NAME"], **database["OPTIONS"]
    ) as other:
        other.execute(
            "SELECT 1 FROM rounds_modelversion WHERE id = %s FOR NO KEY UPDATE", [live.pk]
        )
        yield
        other.rollback()


def _wait_until_blocked(worker: "subprocess.Popen[bytes]", run: TrainingRun) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert worker.poll() is None, "the worker ended by itself"
        run.refresh_from_db()
        assert run.state != RunState.FAILED, run.error
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND query LIKE 'UPDATE \"rounds_modelversion\"%%'"
                " AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("the worker never came to the promotion")
