"""What a training child is asked to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import RequestProblem


@dataclass(frozen=True)
class TrainingRequest:
    """One training run.

    Attributes:
        dataset: folder with dataset.json.
        out: folder for the checkpoint, then weights.safetensors, spec.json and metrics.json.
        seed: decides initial weights, order and augmentation.
        budget_seconds: wall-clock time for preparing and stepping; None means no limit.
        max_steps: number of optimiser steps; None means as many as the budget allows. With
            `max_steps` alone, two runs on one machine make the same model.
        start_weights: weights to start from when they fit the planned network; else fresh.
        spec: spec file to use instead of planning one.
        threads: CPU threads.
        checkpoint_seconds: a kill -9 loses at most this much work.
        report_seconds: time between two progress events.
        device: "cpu", "cuda", or None for CUDA when there.
    """

    dataset: Path
    out: Path
    seed: int = 0
    budget_seconds: float | None = None
    max_steps: int | None = None
    start_weights: Path | None = None
    spec: Path | None = None
    threads: int = 2
    checkpoint_seconds: float = 10.0
    report_seconds: float = 0.5
    device: str | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TrainingRequest:
        """Build and check; raises RequestProblem that says what is missing or wrong."""
        known = {field: value[field] for field in cls.__dataclass_fields__ if field in value}
        unknown = sorted(value.keys() - known.keys())
        if unknown:
            raise RequestProblem(f"The training request has unknown fields: {unknown}.")
        for field in ("dataset", "out", "start_weights", "spec"):
            if known.get(field) is not None:
                known[field] = Path(known[field])
        try:
            request = cls(**known)
        except TypeError as error:
            raise RequestProblem(f"The training request is not complete: {error}.") from error
        request._check()
        return request

    @classmethod
    def read(cls, path: Path) -> TrainingRequest:
        """Read a request file; raises RequestProblem."""
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RequestProblem(f"The training request cannot be read: {error}.") from error
        return cls.from_json(value)

    def _check(self) -> None:
        if self.budget_seconds is None and self.max_steps is None:
            raise RequestProblem("The training request needs budget_seconds or max_steps.")
        if self.budget_seconds is not None and self.budget_seconds <= 0:
            raise RequestProblem(f"budget_seconds is {self.budget_seconds}, expected above 0.")
        if self.max_steps is not None and self.max_steps < 1:
            raise RequestProblem(f"max_steps is {self.max_steps}, expected 1 or more.")
        for path in (self.start_weights, self.spec):
            if path is not None and not path.is_file():
                raise RequestProblem(f"The training request names {path}, which is not a file.")
        if self.threads < 1:
            raise RequestProblem(f"threads is {self.threads}, expected 1 or more.")
