"""The training loop: one step after another, a checkpoint now and then, and no other concern."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from monai.losses.dice import DiceCELoss
from torch import nn

from models.errors import TrainingProblem
from models.precision import autocast
from models.training.samples import Batch, Sampler
from models.training.schedule import WARM_UP_STEPS, Budget, learning_rate
from models.training.state import Progress, load_state, save_state

PEAK_RATE = 3e-3
WEIGHT_DECAY = 1e-2
CLIP_NORM = 5.0
UNTIMED_STEPS = 2
"""The first steps also pay for memory and kernels."""
MOST_UNPACED_STEPS = 100

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class RunSettings:
    """What the loop needs to know about the run around it; `run` names it in the checkpoint."""

    run: str
    checkpoint: Path
    checkpoint_seconds: float
    budget: Budget
    device: torch.device


class Engine:
    """Steps a network through the batches of a sampler."""

    def __init__(self, network: nn.Module, sampler: Sampler, settings: RunSettings) -> None:
        self._settings = settings
        self._network = network.to(settings.device)
        self._sampler = sampler
        self._optimiser = torch.optim.AdamW(
            network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY
        )
        self._loss = DiceCELoss(
            to_onehot_y=True, softmax=True, include_background=False, batch=True
        )

    def resume(self) -> Progress | None:
        """Load the checkpoint of this run, if there is one."""
        found = load_state(self._settings.checkpoint, run=self._settings.run)
        if found is None:
            return None
        progress, tensors = found
        self._network.load_state_dict(tensors["network"])
        self._optimiser.load_state_dict(tensors["optimiser"])
        return progress

    def fit(self, progress: Progress, report: Report) -> nn.Module:
        """Step until `progress.steps`; return the network.

        Raises:
            TrainingProblem: the loss is no longer finite.
        """
        budget, started, saved = self._settings.budget, time.monotonic(), time.monotonic()
        before = progress.elapsed
        progress.steps = progress.steps or budget.first_guess()
        self._network.train()
        while progress.step < progress.steps:
            progress.loss = self._step(progress)
            progress.step += 1
            now = time.monotonic()
            progress.elapsed = before + now - started
            _replan(progress, budget)
            report(progress)
            if now - saved >= self._settings.checkpoint_seconds:
                self.save(progress)
                saved = time.monotonic()
        self.save(progress)
        return self._network

    def save(self, progress: Progress) -> None:
        """Write the checkpoint."""
        tensors = {
            "network": self._network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        save_state(
            self._settings.checkpoint, run=self._settings.run, progress=progress, tensors=tensors
        )

    def _step(self, progress: Progress) -> float:
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

    def _forward(self, batch: Batch, *, bf16: bool) -> torch.Tensor:
        device = self._settings.device
        with autocast(device, bf16=bf16):
            logits = self._network(batch.images)
        loss: torch.Tensor = self._loss(logits.float(), batch.masks)
        return loss


def _replan(progress: Progress, budget: Budget) -> None:
    """Look at the pace when the warm-up ends, and eight times or so after that."""
    done = progress.step - progress.paced_step
    if progress.step == UNTIMED_STEPS:
        progress.paced_step, progress.paced_at = progress.step, progress.elapsed
    if progress.step < WARM_UP_STEPS or (
        progress.step > WARM_UP_STEPS and done < min(progress.steps // 8, MOST_UNPACED_STEPS)
    ):
        return
    progress.step_seconds = (progress.elapsed - progress.paced_at) / max(1, done)
    progress.paced_step, progress.paced_at = progress.step, progress.elapsed
    progress.steps = budget.planned(
        progress.step, progress.steps, progress.elapsed, progress.step_seconds
    )
