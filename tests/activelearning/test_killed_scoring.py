"""A worker that is killed while it scores the pool, as by the kernel or a power cut."""

import signal
import subprocess
import time
from typing import Any

import pytest

import activelearning.jobs  # noqa: F401  registers the machine's jobs
from labeling.cohorts.models import SplitName
from labeling.core import jobs
from labeling.projects.models import Project
from labeling.rounds.models import Score
from labeling.rounds.services import request_picks
from tests.activelearning import balls
from tests.activelearning.networks import live_model
from tests.activelearning.test_killed_worker import let_heartbeats_grow_old, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CASES = 5
PATIENCE = 240.0


def test_the_next_worker_scores_what_was_left_and_the_end_is_the_same() -> None:
    killed = project_to_score("killed")
    worker = start_worker(1)
    done = wait_until_some_are_scored(killed, worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert not killed.rounds.exists(), "it was killed too late to show anything"
    let_heartbeats_grow_old()
    jobs.drain("machine")

    whole = project_to_score("whole")
    jobs.drain("machine")
    assert outcome(killed) == outcome(whole)
    kept = Score.objects.filter(pk__in=done, members="").values_list("pk", "created_at")
    assert all(done[pk] == created for pk, created in kept)


def project_to_score(slug: str) -> Project:
    """The same scans and the same network each time; what the members say is asked too."""
    project = balls.project(slug, strategy="disagreement", batch_size=1, rescore_factor=2)
    for seed in range(CASES):
        balls.add_case(project, seed, SplitName.TRAIN, patient=f"{slug}-{seed}")
    live_model(project, seed=3)
    request_picks(project=project, user=balls.person(project, name=f"lead of {slug}"))
    return project


def outcome(project: Project) -> list[dict[str, Any]]:
    scores = Score.objects.filter(case__project=project).order_by("case__number")
    assert scores.count() == CASES
    return [
        {
            "components": score.components,
            "members": score.members,
            "score": score.score,
            "mask": score.case.drafts.get(state="current").mask_sha256,
        }
        for score in scores
    ]


def wait_until_some_are_scored(
    project: Project, worker: "subprocess.Popen[bytes]"
) -> dict[int, Any]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert worker.poll() is None, "the worker ended by itself"
        scored = Score.objects.filter(case__project=project)
        done = dict(scored.values_list("pk", "created_at"))
        if len(done) >= 2:
            return done
        time.sleep(0.02)
    raise AssertionError("nothing was scored")
