"""One training run from request to weights."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from models.checkpoints import load_spec, save_spec, save_weights
from models.files import file_sha256, write_json
from models.planning import memory_at_hand
from models.precision import choose_device, trains_in_bf16
from models.training.cache import MEMORY_SHARE, PreparedCase, on_device, prepare_split
from models.training.choose import choose_weights
from models.training.clock import Clock
from models.training.dataset import DatasetIndex
from models.training.distributed import Team, team
from models.training.engine import Engine, RunSettings
from models.training.finished import finished_run
from models.training.loss import DiceCrossEntropy
from models.training.order import Order
from models.training.planned import Planned, planned_run
from models.training.preflight import preflight
from models.training.prior import label_shares
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.samples import Sampler
from models.training.start import starting_network
from models.training.state import Checkpoint, Progress
from models.training.validation import MOST_CASES, Validator
from models.training.watch import RunWatch

PEAK_RATE = {"full": 3e-3, "quick": 3e-4}


def train(request: TrainingRequest, reporter: Reporter) -> None:
    """Check, plan, train, measure on the validation split, and write the model.

    Emits "progress", "validation" and "warning" events and one "done"; with several processes the
    first alone does. A finished run that is asked for again only repeats its "done".

    Raises:
        ModelProblem: nothing was written but the checkpoint.
    """
    clock = Clock(wall=request.on_the_wall)
    _set_up(request)
    reporter.interval, reporter.budget = request.report_seconds, request.budget
    checked = preflight(request.dataset)
    with team(cuda=choose_device(request.device).type == "cuda") as group:
        planned = group.first(lambda: planned_run(request, checked))
        run = _run_digest(request, checked.index, planned, group)
        known = finished_run(request.out, run, load_spec)
        if not known:
            request.out.mkdir(parents=True, exist_ok=True)
            done = _Run(request, checked.index, planned, run, group).execute(reporter, clock)
            known = done | {
                "plan": planned.plan,
                "warnings": [asdict(warning) for warning in checked.warnings],
            }
        if not group.leads:
            return
    write_json(request.out / "metrics.json", known)
    Checkpoint(request.out / "checkpoint").delete()
    (request.out / "best.safetensors").unlink(missing_ok=True)
    reporter.event(
        "done",
        weights=str(request.out / "weights.safetensors"),
        spec=str(request.out / "spec.json"),
        metrics=known,
    )


class _Run:
    """The parts of one run, made in order."""

    def __init__(
        self, request: TrainingRequest, index: DatasetIndex, planned: Planned, run: str, group: Team
    ) -> None:
        self._request, self._index = request, index
        self._spec, self._batch = planned.spec, planned.batch
        self._run, self._team = run, group
        self._device = group.device(choose_device(request.device))
        self._best = request.out / "best.safetensors"

    def execute(self, reporter: Reporter, clock: Clock) -> dict[str, Any]:
        """Train, write weights and spec, and return the metrics; {} in all processes but the first."""
        folder = self._request.out / f"prepared-{self._team.rank}"
        validator = Validator(self._index, self._spec, self._device)
        watch = RunWatch(
            reporter,
            validator,
            self._best,
            hurried=self._request.budget_seconds is not None,
            quiet=not self._team.leads,
        )
        cases = self._cases(folder)
        shares = label_shares(cases, self._spec)
        network, start = starting_network(self._request, self._spec, shares)
        loss = DiceCrossEntropy(self._spec)
        engine = Engine(network, loss, self._sampler(cases), self._settings(clock))
        progress = engine.resume(watch)
        resumed_at = progress.step if progress else 0
        if progress is None:
            self._best.unlink(missing_ok=True)
            progress = Progress(
                bf16=trains_in_bf16(self._device), elapsed=clock.elapsed, spent=clock.spent
            )
        engine.fit(progress, watch)
        shutil.rmtree(folder, ignore_errors=True)
        if not self._team.leads:
            return {}
        looked_at = progress.look_cases or MOST_CASES
        chosen = choose_weights(network, engine.ema, self._best, validator, looked_at)
        final = validator.full(network)
        watch.finished(final.per_class, progress)
        spec = replace(self._spec, temperature=final.temperature)
        digest = save_weights(self._request.out / "weights.safetensors", network, spec)
        save_spec(self._request.out / "spec.json", spec)
        return self._told(progress) | {
            "weights_sha256": digest,
            "weights": chosen,
            "warm_start": start != "fresh",
            "start": start,
            "resumed_at": resumed_at,
            "train_cases": len(cases),
            "validation_dice": final.per_class,
            "temperature": final.temperature,
        }

    def _cases(self, folder: Path) -> list[PreparedCase]:
        room = int(MEMORY_SHARE * memory_at_hand(torch.device("cpu")) / self._team.size)
        cases = prepare_split(self._index, "train", self._spec, room=room, folder=folder)
        return on_device(cases, self._device)

    def _sampler(self, cases: list[PreparedCase]) -> Sampler:
        seed = self._request.seed
        order = Order([case.id for case in cases], seed=seed, new=self._request.new_cases)
        return Sampler(
            cases,
            self._spec,
            order,
            seed=seed,
            batch_size=self._batch,
            rank=self._team.rank,
            ranks=self._team.size,
        )

    def _settings(self, clock: Clock) -> RunSettings:
        request = self._request
        return RunSettings(
            run=self._run,
            checkpoint=Checkpoint(request.out / "checkpoint"),
            checkpoint_seconds=request.checkpoint_seconds,
            budget=request.budget,
            device=self._device,
            peak_rate=PEAK_RATE[request.lane],
            ema=request.ema,
            early_stop=request.early_stop,
            team=self._team,
            clock=clock,
        )

    def _told(self, progress: Progress) -> dict[str, Any]:
        return {
            "run": self._run,
            "lane": self._request.lane,
            "seed": self._request.seed,
            "steps": progress.step,
            "batch": self._batch,
            "processes": self._team.size,
            "loss": progress.loss,
            "seconds": round(progress.elapsed, 2),
            "spent_seconds": round(progress.spent, 2),
            "step_seconds": round(progress.step_seconds, 4),
            "precision": "bf16" if progress.bf16 else "float32",
            "device": self._device.type,
            "validation_curve": progress.curve,
        }


def _set_up(request: TrainingRequest) -> None:
    torch.set_num_threads(request.threads)
    if request.deterministic != torch.are_deterministic_algorithms_enabled():
        # Only when there is something to change: the call loads torch's compiler, for seconds. What
        # CUDA has no such kernel for, it warns of.
        torch.use_deterministic_algorithms(request.deterministic, warn_only=True)
    if request.deterministic:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.benchmark = False


def _run_digest(
    request: TrainingRequest, index: DatasetIndex, planned: Planned, group: Team
) -> str:
    """What makes two runs the same run: the data, the spec, the start, the manner and the length."""
    start = request.start_weights
    parts = {
        "cases": [[c.id, c.split, file_sha256(index.directory / c.image)] for c in index.cases],
        "spec": planned.spec.digest(),
        "batch": planned.batch,
        "seed": request.seed,
        "budget": [request.budget_seconds, request.wall_clock],
        "max_steps": request.max_steps,
        "start": [request.begins, file_sha256(start) if start else None],
        "manner": [request.lane, request.ema, request.early_stop, list(request.new_cases)],
        "processes": group.size,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
