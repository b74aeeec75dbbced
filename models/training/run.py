"""One training run from request to weights."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import numpy as np
import torch
from torch import nn

from models.checkpoints import fits, load_spec, load_weights, save_spec, save_weights
from models.evaluation.overlap import dice
from models.files import file_sha256, write_json
from models.inference.predictor import Predictor
from models.networks.build import build_network
from models.planning import plan
from models.precision import choose_device, trains_in_bf16
from models.spec import ModelSpec
from models.training.dataset import DatasetIndex, read_case
from models.training.engine import Engine, RunSettings
from models.training.preflight import Preflight, preflight
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.samples import Sampler, load_split
from models.training.schedule import Budget
from models.training.state import Progress

CPU_BATCH = 1
"""With instance norm, many small steps beat few large ones in the same time (docs/benchmarks.md)."""
CUDA_BATCH = 4


def train(request: TrainingRequest, reporter: Reporter) -> None:
    """Check, plan, train, measure on the validation split, and write the model.

    Emits "progress" events and one "done". A finished run that is asked for again only repeats its
    "done". Raises ModelProblem.
    """
    began = time.monotonic()
    torch.set_num_threads(request.threads)
    reporter.interval = request.report_seconds
    checked = preflight(request.dataset)
    spec = load_spec(request.spec) if request.spec else _planned(checked, request)
    run = _run_digest(request, checked.index, spec)
    finished = request.out / "metrics.json"
    known = json.loads(finished.read_text(encoding="utf-8")) if finished.exists() else {}
    if known.get("run") != run:
        request.out.mkdir(parents=True, exist_ok=True)
        known = _Run(request, checked.index, spec, run, began).execute(reporter)
        write_json(finished, known)
    (request.out / "checkpoint").unlink(missing_ok=True)
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
        index: DatasetIndex,
        spec: ModelSpec,
        run: str,
        began: float,
    ) -> None:
        self._request, self._index, self._spec, self._run = request, index, spec, run
        self._began = began
        self._device = choose_device(request.device)
        self._batch = CUDA_BATCH if self._device.type == "cuda" else CPU_BATCH

    def execute(self, reporter: Reporter) -> dict[str, Any]:
        """Train, write weights and spec, and return the metrics."""
        cases = load_split(self._index, "train", self._spec)
        network, warm = self._network()
        sampler = Sampler(cases, self._spec, seed=self._request.seed, batch_size=self._batch)
        engine = Engine(network, sampler, self._settings())
        progress = engine.resume()
        resumed_at = progress.step if progress else 0
        if progress is None:
            progress = Progress(
                bf16=trains_in_bf16(self._device), elapsed=time.monotonic() - self._began
            )
        trained = engine.fit(progress, reporter.progress)
        weights = self._request.out / "weights.safetensors"
        digest = save_weights(weights, trained, self._spec)
        save_spec(self._request.out / "spec.json", self._spec)
        return {
            "run": self._run,
            "weights_sha256": digest,
            "seed": self._request.seed,
            "warm_start": warm,
            "steps": progress.step,
            "resumed_at": resumed_at,
            "batch": self._batch,
            "loss": progress.loss,
            "seconds": round(progress.elapsed, 2),
            "step_seconds": round(progress.step_seconds, 4),
            "precision": "bf16" if progress.bf16 else "float32",
            "device": self._device.type,
            "train_cases": len(cases),
            "validation_dice": validation_dice(trained, self._index, self._spec, self._device),
        }

    def _settings(self) -> RunSettings:
        return RunSettings(
            run=self._run,
            checkpoint=self._request.out / "checkpoint",
            checkpoint_seconds=self._request.checkpoint_seconds,
            budget=Budget(self._request.budget_seconds, self._request.max_steps),
            device=self._device,
        )

    def _network(self) -> tuple[nn.Module, bool]:
        torch.manual_seed(self._request.seed)
        network = build_network(self._spec)
        start = self._request.start_weights
        if start is None or not fits(start, network):
            return network, False
        load_weights(start, network)
        return network, True


def validation_dice(
    network: nn.Module, index: DatasetIndex, spec: ModelSpec, device: torch.device
) -> dict[str, float]:
    """Mean Dice per label value over the validation split; empty when there is none."""
    predictor = Predictor(network, spec, device)
    scores: dict[str, list[float]] = {}
    for entry in index.of_split("validation"):
        case = read_case(index, entry)
        labels = predictor.predict(case.image, case.spacing).labels
        for value in spec.label_values[1:]:
            scores.setdefault(str(value), []).append(dice(labels == value, case.mask == value))
    return {value: round(float(np.mean(each)), 4) for value, each in scores.items()}


def _planned(checked: Preflight, request: TrainingRequest) -> ModelSpec:
    device = choose_device(request.device)
    index = checked.index
    return plan(
        checked.fingerprint, index.label_values, device.type, index.modality, head=index.head
    )


def _run_digest(request: TrainingRequest, index: DatasetIndex, spec: ModelSpec) -> str:
    """What makes two runs the same run: the data, the spec, the start and the length."""
    start = request.start_weights
    parts = {
        "cases": [[c.id, c.split, file_sha256(index.directory / c.image)] for c in index.cases],
        "spec": spec.digest(),
        "seed": request.seed,
        "budget": request.budget_seconds,
        "max_steps": request.max_steps,
        "start": file_sha256(start) if start else None,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
