"""The steps of a classifier's training: checkpointed, averaged, watched on the validation split."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.classification.averaging import AveragedNetwork
from models.classification.loss import masked_bce
from models.classification.samples import FilmBatch, FilmSampler
from models.errors import TrainingProblem
from models.faults import device_faults
from models.precision import autocast
from models.training.clock import Clock
from models.training.schedule import Budget, learning_rate, replan
from models.training.state import Checkpoint, Progress

logger = logging.getLogger(__name__)

PEAK_RATE = 2e-3
WEIGHT_DECAY = 5e-2
CLIP_NORM = 5.0
PATIENCE = 12
"""Looks at the validation split without a better one, after which the rest is not worth its time."""

Report = Callable[[Progress], None]
Watch = Callable[[nn.Module, Progress], float]


@dataclass(frozen=True)
class FitSettings:
    """What the steps need to know about the run around them.

    Attributes:
        run: its digest; a checkpoint of another run is not continued.
        weights: (findings): how much a present finding weighs in the loss.
        watch_every: steps between two looks at the validation split; 0 for never.
    """

    run: str
    seed: int
    checkpoint: Path
    checkpoint_seconds: float
    budget: Budget
    device: torch.device
    weights: torch.Tensor
    watch_every: int
    clock: Clock


class Fit:
    """Steps a network; keeps the averaged weights that did best on the validation split."""

    def __init__(self, network: nn.Module, sampler: FilmSampler, settings: FitSettings) -> None:
        self._settings = settings
        self._network = network.to(settings.device)
        self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._average = AveragedNetwork(self._network)
        self._sampler = sampler
        self._weights = settings.weights.to(settings.device)
        self._optimiser = torch.optim.AdamW(
            network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY
        )
        self._best: dict[str, torch.Tensor] | None = None
        self._best_loss = math.inf
        self.best_step = 0
        self._since_best = 0

    def resume(self) -> Progress | None:
        """Load the checkpoint of this run, if there is one."""
        checkpoint = Checkpoint(self._settings.checkpoint)
        found = checkpoint.load(
            run=self._settings.run,
            warn=lambda code, message: logger.warning("%s: %s", code, message),
        )
        if found is None:
            return None
        progress, kept = found
        self._network.load_state_dict(kept["network"])
        self._average.network.load_state_dict(kept["average"])
        self._optimiser.load_state_dict(kept["optimiser"])
        self._best, self._best_loss = kept["best"], kept["best_loss"]
        self.best_step, self._since_best = kept["best_step"], kept["since_best"]
        return progress

    def run(self, progress: Progress, report: Report, watch: Watch) -> nn.Module:
        """Step until `progress.steps` or until it no longer gets better; return the averaged network.

        Raises:
            TrainingProblem: the loss is no longer finite.
            DeviceLost: the checkpoint stays.
        """
        settings, saved = self._settings, time.monotonic()
        clock = settings.clock
        elapsed, spent = progress.elapsed - clock.elapsed, progress.spent - clock.spent
        progress.steps = progress.steps or settings.budget.first_guess()
        self._network.train()
        while progress.step < progress.steps and self._since_best < PATIENCE:
            with device_faults(f" at step {progress.step}"):
                progress.loss = self._step(progress)
            progress.step += 1
            self._average.update(self._network, progress.step)
            progress.elapsed, progress.spent = elapsed + clock.elapsed, spent + clock.spent
            replan(progress, settings.budget, int)
            report(progress)
            if settings.watch_every and progress.step % settings.watch_every == 0:
                self._look(progress, watch)
            if time.monotonic() - saved >= settings.checkpoint_seconds:
                self.save(progress)
                saved = time.monotonic()
        if settings.watch_every and progress.step % settings.watch_every:
            self._look(progress, watch)
        self.save(progress)
        if self._best is not None:
            self._average.network.load_state_dict(self._best)
        return self._average.network

    def save(self, progress: Progress) -> None:
        """Write the checkpoint."""
        kept: dict[str, Any] = {
            "network": self._network.state_dict(),
            "average": self._average.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "best": self._best,
            "best_loss": self._best_loss,
            "best_step": self.best_step,
            "since_best": self._since_best,
        }
        checkpoint = Checkpoint(self._settings.checkpoint)
        checkpoint.save(run=self._settings.run, progress=progress, tensors=kept)

    def _look(self, progress: Progress, watch: Watch) -> None:
        loss = watch(self._average.network, progress)
        self._since_best += 1
        if loss < self._best_loss:
            state = self._average.network.state_dict()
            self._best = {key: value.detach().clone() for key, value in state.items()}
            self._best_loss, self.best_step, self._since_best = loss, progress.step, 0

    def _step(self, progress: Progress) -> float:
        seed = (self._settings.seed * 1_000_003 + progress.step) % (1 << 63)
        torch.manual_seed(seed)  # dropout, on resuming too
        batch = self._sampler.batch(progress.step, self._settings.device)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(progress.step, progress.steps, PEAK_RATE)
        self._optimiser.zero_grad(set_to_none=True)
        loss = self._forward(batch, bf16=progress.bf16)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise TrainingProblem(f"The loss is {value} at step {progress.step}.")
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), CLIP_NORM)
        self._optimiser.step()
        return value

    def _forward(self, batch: FilmBatch, *, bf16: bool) -> torch.Tensor:
        images = batch.images.contiguous(memory_format=torch.channels_last)
        with autocast(self._settings.device, bf16=bf16):
            logits = self._network(images)
        return masked_bce(logits.float(), batch.labels, self._weights)
