"""The checkpoint: all that is needed to go on after a kill -9 as if nothing had happened."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from models.files import replaced

UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError)


@dataclass
class Progress:
    """Where a run is.

    Attributes:
        elapsed: seconds on the wall, over all the processes that worked on it.
        spent: seconds of its budget, likewise; see `Clock`.
        step_seconds: the pace, in seconds of the budget.
        paced_step, paced_at: since which step and second of the budget the pace is being measured.
        parts: pieces that a batch is worked off in: doubled when memory runs out.
        looked_step: where validation was last due.
        look_cases: cases that validation sees.
        looking: seconds that it took so far.
        best: highest Dice of the validations.
        stale: validations since that one.
        curve: one entry a validation.
    """

    step: int = 0
    steps: int = 0
    elapsed: float = 0.0
    spent: float = 0.0
    step_seconds: float = 0.0
    loss: float = float("nan")
    bf16: bool = False
    paced_step: int = 0
    paced_at: float = 0.0
    parts: int = 1
    looked_step: int = 0
    look_cases: int = 0
    looking: float = 0.0
    best: float = -1.0
    stale: int = 0
    curve: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Checkpoint:
    """Where the state of a run lies. The one before the last is kept, in case the last is damaged."""

    path: Path

    @property
    def previous(self) -> Path:
        """The state before."""
        return self.path.with_name(self.path.name + ".previous")

    def save(self, *, run: str, progress: Progress, tensors: dict[str, Any]) -> None:
        """Write beside, then rename twice. `run` is the digest of the request and its dataset.

        Raises:
            StorageProblem: the disk is full; the states before stay.
        """
        with replaced(self.path, keep=self.previous) as handle:
            torch.save({"run": run, "progress": vars(progress), "tensors": tensors}, handle)

    def load(
        self, *, run: str, warn: Callable[[str, str], None]
    ) -> tuple[Progress, dict[str, Any]] | None:
        """Progress and tensors, or None when there is no state of this very run.

        A damaged file is told to `warn` by its name, and the one before is taken.
        """
        for path in (self.path, self.previous):
            if not path.exists():
                continue
            try:
                return _read(path, run)
            except (*UNREADABLE, pickle.UnpicklingError, zipfile.BadZipFile) as error:
                warn(
                    "damaged_checkpoint", f"{path.name} cannot be read and is passed over: {error}."
                )
        return None

    def delete(self) -> None:
        """Remove both."""
        self.path.unlink(missing_ok=True)
        self.previous.unlink(missing_ok=True)


def _read(path: Path, run: str) -> tuple[Progress, dict[str, Any]] | None:
    with zipfile.ZipFile(path) as archive:  # torch reads past its checksums
        if damaged := archive.testzip():
            raise ValueError(f"{damaged} is not what was written")
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["run"] != run:
        return None
    return Progress(**state["progress"]), state["tensors"]
