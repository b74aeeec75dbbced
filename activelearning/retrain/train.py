"""Train a challenger in a child process that may be killed at any time."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from activelearning.errors import TrainingFailed, TrainingKilled, in_words
from activelearning.retrain.child import Event, TrainingChild
from activelearning.stages import StageReport
from labeling.core import blobs
from labeling.core.logs import log
from labeling.projects.channels import names_of, same_rules
from labeling.rounds import services as rounds
from labeling.rounds.errors import NothingToRefine, OtherChannels
from labeling.rounds.lanes import Lane
from labeling.rounds.selectors import champion, training_run

MOST_KILLS = 3
CURVE_SECONDS = 2.0


@dataclass(frozen=True)
class Trained:
    """What a finished training left in its folder.

    `champion` is the number of the row of the live model that a quick training goes on from.
    """

    weights: Path
    spec: dict[str, Any]
    metrics: dict[str, Any]
    champion: int | None = None


def train(report: StageReport, training_run_id: int, folder: Path, dataset: Path) -> Trained:
    """Train until the project's time is spent, from the last checkpoint if there is one.

    Raises:
        TrainingFailed: with the code and words of the child, naming the case at fault.
        TrainingKilled: it was killed MOST_KILLS times.
        MachineFailed: its GPU was lost or the disk is full; the checkpoint stays.
        Interrupted: the worker was asked to stop; the checkpoint stays.
        Superseded: the job belongs to another worker by now.
    """
    request, champion_id = _write_request(training_run_id, folder, dataset)
    for attempt in range(MOST_KILLS):
        with report.run.commit_results(last=False):  # never start one that another worker would
            child = TrainingChild(request, settings.REPOSITORY)
        try:
            last = _follow(child, report, training_run_id)
        finally:
            child.stop()
        status = child.wait()
        if last.get("event") == "done":
            return _trained(last, champion_id)
        if last.get("event") == "error":
            raise in_words(str(last["message"]), code=str(last["code"]))
        if status >= 0:
            raise TrainingFailed(
                f"The training process ended with status {status} and no word.", code="no_result"
            )
        log.warning("training.killed", training_run_id=training_run_id, attempt=attempt)
    raise TrainingKilled


def _write_request(training_run_id: int, folder: Path, dataset: Path) -> tuple[Path, int | None]:
    """The file, and which champion it begins from."""
    training = training_run(training_run_id)
    request = folder / "request.json"
    quick = training.lane == Lane.QUICK
    value = {
        "dataset": str(dataset),
        "out": str(folder / "out"),
        "seed": training.seed,
        "budget_seconds": training.project.prefill_seconds
        if quick
        else training.project.training_seconds,
        "max_steps": settings.TRAINING_MAX_STEPS or None,
        "threads": settings.TRAINING_THREADS or os.cpu_count() or 1,
    }
    live = _champion_of(training) if quick else None
    if live is not None:
        value |= _from(live, training, folder)
    request.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return request, live.pk if live is not None else None


def _champion_of(training: Any) -> Any:
    """The live model, for a quick training.

    Raises:
        NothingToRefine: 409, no model is live any more.
        OtherChannels: 409, the project has others since the live model was made.
    """
    live = champion(training.project)
    if live is None:
        raise NothingToRefine
    if not same_rules(live.run.channels, training.channels):
        raise OtherChannels(expected=names_of(live.run.channels), got=names_of(training.channels))
    return live


def _from(live: Any, training: Any, folder: Path) -> dict[str, Any]:
    """On from the live model's weights, new masks and the ones it knows by turns.

    Raises:
        BlobMissing, BlobDamaged: the weights are not what was stored.
    """
    blobs.verify(live.weights_blob)
    spec = folder / "champion.json"
    spec.write_text(json.dumps(live.spec), encoding="utf-8")
    known = {one["revision"] for one in live.run.revisions}
    news = [one["name"] for one in training.revisions if one["revision"] not in known]
    return {
        "lane": "quick",
        "start": "warm",
        "start_weights": str(blobs.path(live.weights_blob)),
        "spec": str(spec),
        "new_cases": news,
    }


def _follow(child: TrainingChild, report: StageReport, training_run_id: int) -> Event:
    """Report the child's progress until it ends; return its last word, {} if there was none."""
    curve = _Curve(report, training_run_id)
    last: Event = {}
    for event in child.events():
        report.run.stop_if_asked()
        if event is None:
            continue
        if event.get("event") == "progress":
            _show(event, report)
            curve.add(event)
        elif event.get("event") == "validation":
            curve.add(event)
        elif event.get("event") == "warning":
            log.warning("training.warning", code=event["code"], message=event["message"])
        elif event.get("event") in ("done", "error"):
            last = event
    if "metrics" in last:
        curve.add(_ended(last["metrics"]))
    curve.flush()
    return last


def _ended(metrics: Mapping[str, Any]) -> Event:
    """Where the loss ended: who takes over a training that had ended saw nothing of it."""
    loss, seconds = round(metrics["loss"], 5), metrics["seconds"]
    return {"step": metrics["steps"], "loss": loss, "seconds": seconds}


def _show(event: Event, report: StageReport) -> None:
    fraction, seconds = float(event["fraction"]), float(event["seconds"])
    steps = f" of {event['steps']}" if event.get("steps") else ""
    left = seconds * (1 - fraction) / fraction if fraction > 0 else None
    report.progress(fraction, f"step {event['step']}{steps}", eta_seconds=left)


@dataclass
class _Curve:
    """Collects points and writes them now and then; each write also checks the fence."""

    report: StageReport
    training_run_id: int
    _points: list[dict[str, float]] = field(default_factory=list)
    _written: float = field(default_factory=time.monotonic)

    def add(self, event: Event) -> None:
        keys = ("step", "loss", "dice", "seconds")
        self._points.append({key: event[key] for key in keys if key in event})
        if time.monotonic() - self._written >= CURVE_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._points:
            with self.report.run.commit_results(last=False):
                rounds.add_to_curve(run_id=self.training_run_id, points=self._points)
        self._points = []
        self._written = time.monotonic()


def _trained(event: Event, champion_id: int | None) -> Trained:
    spec = json.loads(Path(event["spec"]).read_text(encoding="utf-8"))
    return Trained(Path(event["weights"]), spec, dict(event["metrics"]), champion_id)
