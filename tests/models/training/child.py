"""Runs the training child as the worker does."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.checkpoints import save_spec
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.run import train
from models.training.state import Progress
from tests.models.volumes import tiny_spec

Event = dict[str, Any]


def write_request(directory: Path, dataset: Path, **fields: object) -> Path:
    """A request of a few steps of a tiny network on one thread; `fields` override."""
    request: dict[str, object] = {
        "dataset": str(dataset),
        "out": str(directory / "out"),
        "seed": 1,
        "max_steps": 12,
        "threads": 1,
        "device": "cpu",
        "checkpoint_seconds": 0,
        "report_seconds": 0,
        "spec": str(directory / "tiny-spec.json"),
    }
    directory.mkdir(parents=True, exist_ok=True)
    save_spec(directory / "tiny-spec.json", tiny_spec())
    path = directory / "request.json"
    path.write_text(json.dumps(request | fields))
    return path


def command(request: Path) -> list[str]:
    return [sys.executable, "-m", "models.training", str(request)]


def environment() -> dict[str, str]:
    return os.environ | {"OMP_NUM_THREADS": "1"}


def run(request: Path) -> tuple[int, list[Event]]:
    """Run in a process of its own; every line of stdout must be a JSON object."""
    done = subprocess.run(
        command(request),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment(),
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


class _Unplugged(Reporter):
    """Fails in the middle of a run, as when the plug is pulled."""

    fail_at = 0

    def progress(self, progress: Progress) -> None:
        super().progress(progress)
        if progress.step > self.fail_at:
            raise RuntimeError("pulled")


def run_here(request: Path, *, fail_at: int | None = None) -> list[Event]:
    """Run in this process, which has torch loaded already; raises ModelProblem.

    With `fail_at` it dies after that many steps were done and saved.
    """
    stream = io.StringIO()
    reporter = Reporter(stream)
    if fail_at is not None:
        reporter = _Unplugged(stream)
        reporter.fail_at = fail_at
    train(TrainingRequest.read(request), reporter)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@contextmanager
def started(request: Path) -> Iterator[subprocess.Popen[str]]:
    """A running child; killed at the end if it still runs."""
    child = subprocess.Popen(
        command(request),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()
