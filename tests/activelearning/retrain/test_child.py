"""The child is a real process; the trainings are small."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from activelearning.retrain.child import TrainingChild
from models.training.dataset import write_case, write_index
from tests.activelearning import balls
from tests.activelearning.networks import TINY

REPOSITORY = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


def request(folder: Path, *, steps: int = 4, constant: bool = False) -> Path:
    entries = []
    for seed in range(2):
        scan = balls.scan(seed)
        image = np.zeros_like(scan.image) if constant else scan.image
        entries.append(
            write_case(folder / "dataset", f"BALL-000{seed}", image, scan.mask, (1, 1, 1))
        )
    write_index(folder / "dataset", label_values=[0, 1], cases=entries)
    spec = folder / "spec.json"
    spec.write_text(json.dumps(TINY.to_json()))
    path = folder / "request.json"
    value = {
        "dataset": str(folder / "dataset"),
        "out": str(folder / "out"),
        "spec": str(spec),
        "max_steps": steps,
        "checkpoint_seconds": 0.01,
    }
    path.write_text(json.dumps(value))
    return path


def events(child: TrainingChild) -> list[dict[str, Any]]:
    return [event for event in child.events() if event is not None]


def test_a_case_that_cannot_be_trained_on_is_named(tmp_path: Path) -> None:
    child = TrainingChild(request(tmp_path, constant=True), REPOSITORY)
    (last,) = events(child)
    child.stop()
    assert (last["event"], last["code"], last["case"]) == ("error", "constant_image", "BALL-0000")
    assert "BALL-0000" in last["message"]


def test_a_killed_child_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    path = request(tmp_path, steps=30)
    child = TrainingChild(path, REPOSITORY)
    for event in child.events():
        assert event is None or event["event"] == "progress", event
        if event and event["step"] >= 2:
            os.kill(child.pid, signal.SIGKILL)
            break
    assert child.wait() == -signal.SIGKILL
    child.stop()
    again = TrainingChild(path, REPOSITORY)
    last = events(again)[-1]
    again.stop()
    assert last["event"] == "done"
    assert (last["metrics"]["steps"], last["metrics"]["resumed_at"] >= 1) == (30, True)


def test_the_child_of_an_earlier_worker_is_ended_before_a_second_starts(tmp_path: Path) -> None:
    path = request(tmp_path, steps=100_000)
    first = TrainingChild(path, REPOSITORY)
    next(event for event in first.events() if event)
    second = TrainingChild(path, REPOSITORY)
    try:
        assert first.wait() == -signal.SIGKILL
    finally:
        second.stop()
        first.stop()


def test_the_child_has_no_database_and_no_secret_and_stops_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@nowhere/x")
    child = TrainingChild(request(tmp_path, steps=100_000), REPOSITORY)
    next(event for event in child.events() if event)
    environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    began = time.monotonic()
    child.stop()
    assert child.wait() != 0
    assert time.monotonic() - began < 10
    assert b"DATABASE_URL" not in environment
    assert b"GYRE_SECRET_KEY" not in environment
