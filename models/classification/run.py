"""One training run of a classifier, from request to weights."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from models.checkpoints import fits, load_weights, save_weights
from models.classification.augment import FilmRanges
from models.classification.calibration import calibrated, fit_platt
from models.classification.fitting import Fit, FitSettings
from models.classification.loss import masked_bce
from models.classification.metrics import score_finding
from models.classification.network import build_classifier
from models.classification.predictor import ClassifierPredictor
from models.classification.preflight import FilmPreflight, preflight_films
from models.classification.rows import Rows
from models.classification.samples import FilmSampler, FilmSet, load_films, positive_weights
from models.classification.spec import (
    CPU_DENSENET,
    CUDA_DENSENET,
    ClassifierSpec,
    load_classifier_spec,
)
from models.classification.triage import abnormal_labels, abnormality, fit_triage
from models.files import file_sha256, write_json
from models.precision import choose_device, trains_in_bf16
from models.training.clock import Clock
from models.training.finished import finished_run
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.state import Checkpoint, Progress

BATCH = 16
MOST_WEIGHT = 5.0
"""A rare finding weighs at most this much; calibration puts the probabilities right afterwards."""


def train_classifier(request: TrainingRequest, reporter: Reporter) -> None:
    """Check, train, calibrate on the validation split, and write the model.

    Emits "progress" and "validation" events and one "done", as `models.training.run.train` does. A
    finished run that is asked for again only repeats its "done". Raises ModelProblem.
    """
    clock = Clock(wall=request.on_the_wall)
    torch.set_num_threads(request.threads)
    reporter.interval, reporter.budget = request.report_seconds, request.budget
    checked = preflight_films(request.dataset)
    spec = _spec(checked, request)
    run = _run_digest(request, checked, spec)
    known = finished_run(request.out, run, load_classifier_spec)
    if not known:
        request.out.mkdir(parents=True, exist_ok=True)
        known = _Run(request, checked, spec, run, clock).execute(reporter)
        write_json(request.out / "metrics.json", known)
    Checkpoint(request.out / "checkpoint").delete()
    reporter.event(
        "done",
        weights=str(request.out / "weights.safetensors"),
        spec=str(request.out / "spec.json"),
        metrics=known,
    )


class _Run:
    """The parts of one run, made in order."""

    def __init__(
        self,
        request: TrainingRequest,
        checked: FilmPreflight,
        spec: ClassifierSpec,
        run: str,
        clock: Clock,
    ) -> None:
        self._request, self._index, self._spec, self._run = request, checked.index, spec, run
        self._clock = clock
        self._device = choose_device(request.device)

    def execute(self, reporter: Reporter) -> dict[str, Any]:
        """Train, calibrate, write weights and spec, and return the metrics."""
        train = load_films(self._index, "train", self._spec)
        held = load_films(self._index, "validation", self._spec)
        network, warm = self._network()
        ranges = FilmRanges(mirror=not self._index.sided)
        sampler = FilmSampler(train, ranges, seed=self._request.seed, batch_size=BATCH)
        fit = Fit(network, sampler, self._settings(train, held))
        progress = fit.resume()
        resumed_at = progress.step if progress else 0
        if progress is None:
            progress = Progress(
                bf16=trains_in_bf16(self._device),
                elapsed=self._clock.elapsed,
                spent=self._clock.spent,
            )
        watch = _Watch(held, self._spec, self._device, reporter)
        trained = fit.run(progress, reporter.progress, watch)
        spec, validation = _calibrate(trained, held, self._spec, self._device, self._request.seed)
        digest = save_weights(self._request.out / "weights.safetensors", trained, spec)
        write_json(self._request.out / "spec.json", spec.to_json())
        return {
            "task": "classification",
            "run": self._run,
            "weights_sha256": digest,
            "seed": self._request.seed,
            "warm_start": warm,
            "steps": progress.step,
            "best_step": fit.best_step or progress.step,
            "resumed_at": resumed_at,
            "batch": BATCH,
            "loss": progress.loss,
            "seconds": round(progress.elapsed, 2),
            "spent_seconds": round(progress.spent, 2),
            "step_seconds": round(progress.step_seconds, 4),
            "precision": "bf16" if progress.bf16 else "float32",
            "device": self._device.type,
            "train_cases": len(train),
            "validation_cases": len(held),
            "validation": validation,
        }

    def _settings(self, train: FilmSet, held: FilmSet) -> FitSettings:
        return FitSettings(
            run=self._run,
            seed=self._request.seed,
            checkpoint=self._request.out / "checkpoint",
            checkpoint_seconds=self._request.checkpoint_seconds,
            budget=self._request.budget,
            device=self._device,
            weights=positive_weights(train.labels, MOST_WEIGHT),
            watch_every=max(4, len(train) // BATCH) if len(held) else 0,
            clock=self._clock,
        )

    def _network(self) -> tuple[nn.Module, bool]:
        torch.manual_seed(self._request.seed)
        network = build_classifier(self._spec)
        start = self._request.start_weights
        if start is None or not fits(start, network):
            return network, False
        load_weights(start, network)
        return network, True


class _Watch:
    """Looks at the validation split while training goes on."""

    def __init__(
        self, held: FilmSet, spec: ClassifierSpec, device: torch.device, reporter: Reporter
    ) -> None:
        self._held, self._spec, self._device, self._reporter = held, spec, device, reporter

    def __call__(self, network: nn.Module, progress: Progress) -> float:
        """The mean loss over what is known, every finding's sides weighing alike."""
        began = time.monotonic()
        logits, _ = ClassifierPredictor(network, self._spec, self._device).logits(self._held.images)
        weights = torch.ones(len(self._spec.findings))
        loss = float(masked_bce(torch.from_numpy(logits), self._held.labels, weights))
        self._reporter.event(
            "validation",
            step=progress.step,
            loss=round(loss, 5),
            seconds=round(time.monotonic() - began, 3),
        )
        return loss


def _calibrate(
    network: nn.Module, held: FilmSet, spec: ClassifierSpec, device: torch.device, seed: int
) -> tuple[ClassifierSpec, dict[str, Any]]:
    """The spec with calibration and triage, and per finding how it did on the validation split.

    The figures are of the split that both were fitted on: they flatter, and only the holdout's count.
    """
    if not len(held):
        return spec, {}
    logits, _ = ClassifierPredictor(network, spec, device).logits(held.images)
    labels = held.labels.numpy()
    platts = tuple(fit_platt(z, y) for z, y in zip(logits.T, labels.T, strict=True))
    fitted = replace(spec, calibration=platts)
    probabilities = calibrated(logits, fitted)
    triage = fit_triage(abnormality(probabilities, fitted), abnormal_labels(labels, fitted))
    before = calibrated(logits, spec)
    figures: dict[str, Any] = {}
    for number, key in enumerate(spec.findings):
        rng = np.random.default_rng(seed)
        after_rows = Rows.of(probabilities[:, number], labels[:, number], held.patients)
        raw_rows = Rows.of(before[:, number], labels[:, number], held.patients)
        scores = score_finding(after_rows, rng)
        raw = score_finding(raw_rows, rng)
        figures[key] = scores.to_json() | {"ece_uncalibrated": raw.ece}
    return replace(fitted, triage=triage), figures


def _spec(checked: FilmPreflight, request: TrainingRequest) -> ClassifierSpec:
    """The one asked for, or one that fits the dataset and the machine."""
    if request.spec:
        return load_classifier_spec(request.spec).uncalibrated()
    index = checked.index
    on_cuda = choose_device(request.device).type == "cuda"
    return ClassifierSpec(
        findings=index.findings,
        size=(index.size, index.size),
        network=CUDA_DENSENET if on_cuda else CPU_DENSENET,
        in_channels=checked.in_channels,
        normal=index.normal,
    )


def _run_digest(request: TrainingRequest, checked: FilmPreflight, spec: ClassifierSpec) -> str:
    """What makes two runs the same run: the data, the spec, the start and the length."""
    index, start = checked.index, request.start_weights
    parts = {
        "cases": [
            [c.id, c.split, sorted(c.labels.items()), file_sha256(index.directory / c.image)]
            for c in index.cases
        ],
        "sided": index.sided,
        "spec": spec.digest(),
        "seed": request.seed,
        "budget": [request.budget_seconds, request.wall_clock],
        "max_steps": request.max_steps,
        "start": file_sha256(start) if start else None,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
