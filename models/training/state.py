"""The checkpoint: all that is needed to go on after a kill -9 as if nothing had happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from models.files import replace_durably


@dataclass
class Progress:
    """Where a run is. `elapsed` counts seconds over all the processes that worked on it.

    `paced_step` and `paced_at` say since which step and second the pace is being measured.
    """

    step: int = 0
    steps: int = 0
    elapsed: float = 0.0
    step_seconds: float = 0.0
    loss: float = float("nan")
    bf16: bool = False
    paced_step: int = 0
    paced_at: float = 0.0


def save_state(path: Path, *, run: str, progress: Progress, tensors: dict[str, Any]) -> None:
    """Write in one rename. `run` is the digest of the request and its dataset."""
    partial = path.with_name(path.name + ".partial")
    torch.save({"run": run, "progress": vars(progress), "tensors": tensors}, partial)
    replace_durably(partial, path)


def load_state(path: Path, *, run: str) -> tuple[Progress, dict[str, Any]] | None:
    """Progress and tensors, or None when there is no checkpoint of this very run."""
    if not path.exists():
        return None
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["run"] != run:
        return None
    return Progress(**state["progress"]), state["tensors"]
