"""The training loop: one step after another, a look and a checkpoint now and then, and no other concern."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import nn

from models.errors import OutOfMemory, TrainingProblem
from models.faults import device_faults
from models.inference.memory import give_back, is_out_of_memory
from models.precision import autocast
from models.training.clock import Clock
from models.training.distributed import Team
from models.training.ema import Ema
from models.training.samples import Batch, Sampler
from models.training.schedule import Budget, learning_rate, replan, validation_due
from models.training.state import Checkpoint, Progress

WEIGHT_DECAY = 1e-2
CLIP_NORM = 5.0


class Watch(Protocol):
    """Whoever follows a run."""

    def stepped(self, progress: Progress) -> None:
        """A step was done."""

    def validate(self, network: nn.Module, progress: Progress) -> None:
        """Look at these weights; keep `best`, `stale` and `curve` of the progress."""

    def warning(self, code: str, message: str) -> None:
        """Something was amiss and the run goes on."""


@dataclass(frozen=True)
class RunSettings:
    """What the loop needs to know of the run around it; `run` names it in the checkpoint."""

    run: str
    checkpoint: Checkpoint
    checkpoint_seconds: float
    budget: Budget
    device: torch.device
    peak_rate: float
    ema: float
    early_stop: int | None = None
    team: Team = field(default_factory=Team)
    clock: Clock = field(default_factory=Clock)


class Engine:
    """Steps a network through the batches of a sampler."""

    def __init__(
        self, network: nn.Module, loss: nn.Module, sampler: Sampler, settings: RunSettings
    ) -> None:
        self._settings = settings
        self._network = network.to(settings.device)
        self._forward = settings.team.wrap(self._network)
        self._loss = loss
        self._sampler = sampler
        self._optimiser = torch.optim.AdamW(
            network.parameters(), lr=settings.peak_rate, weight_decay=WEIGHT_DECAY
        )
        self.ema = Ema(self._network, settings.ema)

    def resume(self, watch: Watch) -> Progress | None:
        """Load the checkpoint of this run, if there is one."""
        found = self._settings.checkpoint.load(run=self._settings.run, warn=watch.warning)
        if found is None:
            return None
        progress, tensors = found
        self._network.load_state_dict(tensors["network"])
        self._optimiser.load_state_dict(tensors["optimiser"])
        self.ema.restore(tensors["ema"])
        return progress

    def fit(self, progress: Progress, watch: Watch) -> None:
        """Step until `progress.steps`.

        Raises:
            TrainingProblem: the loss is no longer finite; step and cases are named.
            OutOfMemory: not even one sample fits.
            DeviceLost: the checkpoint stays.
        """
        settings, saved = self._settings, time.monotonic()
        clock = settings.clock
        elapsed, spent = progress.elapsed - clock.elapsed, progress.spent - clock.spent
        progress.steps = progress.steps or settings.budget.first_guess()
        self._network.train()
        while progress.step < progress.steps:
            with device_faults(f" at step {progress.step}"):
                progress.loss = self._step(progress, watch)
            self.ema.update(progress.step)
            progress.step += 1
            progress.elapsed, progress.spent = elapsed + clock.elapsed, spent + clock.spent
            replan(progress, settings.budget, settings.team.agree)
            watch.stepped(progress)
            if validation_due(progress, settings.budget, settings.team.agree):
                self._look(progress, watch)
            if time.monotonic() - saved >= settings.checkpoint_seconds:
                self.save(progress)
                saved = time.monotonic()
        self.save(progress)

    def save(self, progress: Progress) -> None:
        """Write the checkpoint."""
        if self._settings.team.leads:
            tensors = {
                "network": self._network.state_dict(),
                "optimiser": self._optimiser.state_dict(),
                "ema": self.ema.state(),
            }
            self._settings.checkpoint.save(
                run=self._settings.run, progress=progress, tensors=tensors
            )

    def _look(self, progress: Progress, watch: Watch) -> None:
        began = time.monotonic()
        if self._settings.team.leads:
            with self.ema.averaged() as network:
                watch.validate(network, progress)
            self._network.train()
        progress.looking += time.monotonic() - began
        progress.stale = self._settings.team.agree(progress.stale)
        if self._settings.early_stop and progress.stale >= self._settings.early_stop:
            progress.steps = progress.step

    def _step(self, progress: Progress, watch: Watch) -> float:
        batch = self._sampler.batch(progress.step, self._settings.device)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(progress.step, progress.steps, self._settings.peak_rate)
        value = self._gradients(batch, progress, watch)
        nn.utils.clip_grad_norm_(self._network.parameters(), CLIP_NORM)
        self._optimiser.step()
        return value

    def _gradients(self, batch: Batch, progress: Progress, watch: Watch) -> float:
        """Of the whole batch, in twice as many parts each time that memory runs out."""
        while True:
            self._optimiser.zero_grad(set_to_none=True)
            try:
                return sum(self._backward(part, progress) for part in batch.parts(progress.parts))
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            give_back()  # outside the handler: the traceback held the tensors
            if self._settings.team.size > 1 or 2 * progress.parts > len(batch.images):
                raise OutOfMemory(
                    f"Memory ran out at step {progress.step} with cases {', '.join(batch.cases)} "
                    f"in {progress.parts} parts: a smaller patch, batch or network is needed."
                )
            progress.parts *= 2
            watch.warning("out_of_memory", f"A batch is now worked off in {progress.parts} parts.")

    def _backward(self, part: Batch, progress: Progress) -> float:
        with autocast(self._settings.device, bf16=progress.bf16):
            outputs = self._forward(part.images)
        loss = self._loss(outputs, part.masks) * part.share
        value = float(loss.detach())
        if not math.isfinite(value):
            raise TrainingProblem(
                f"The loss is {value} at step {progress.step}, cases {', '.join(part.cases)}.",
                case=part.cases[0] if len(part.cases) == 1 else None,
            )
        loss.backward()
        return value
