"""What a training child is asked to do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import RequestProblem
from models.files import read_json
from models.precision import choose_device
from models.training.schedule import OPEN_ENDED, Budget

LANES = ("full", "quick")
STARTS = ("fresh", "warm", "shrink_perturb")
_PATHS = ("dataset", "out", "start_weights", "spec")
_WHOLE = ("seed", "max_steps", "early_stop", "threads")
_NUMBERS = ("budget_seconds", "ema", "checkpoint_seconds", "report_seconds")
_MAY_BE_NONE = (
    "budget_seconds",
    "max_steps",
    "start_weights",
    "spec",
    "start",
    "early_stop",
    "device",
)
MOST_THREADS = 1024


@dataclass(frozen=True)
class TrainingRequest:
    """One training run.

    Attributes:
        dataset: folder with dataset.json.
        out: folder for the checkpoint, then weights.safetensors, spec.json and metrics.json.
        seed: decides initial weights, order and augmentation.
        budget_seconds: for preparing and stepping, None means no limit. On a CPU they are processor
            seconds of the thread that steps, so that other work on the machine costs no steps; on a
            card the wall's. See `Clock`.
        wall_clock: count them on the wall everywhere.
        max_steps: number of optimiser steps; None means as many as the budget allows. With
            `max_steps` alone, two runs on one machine make the same model.
        start_weights: weights to start from.
        spec: spec file to use instead of planning one.
        lane: "full" makes a challenger; "quick" goes on from given weights for a short while, at a low
            rate, on half new cases and half earlier ones, for pre-filling.
        start: "fresh"; "warm" from `start_weights`; "shrink_perturb" from them, drawn towards nothing
            and shaken. Weights that do not fit are an error, except that None starts warm where there
            are weights that fit, else fresh.
        new_cases: ids of the training cases that a quick run sees more often.
        ema: decay of the averaged weights, 0 for none.
        early_stop: end after so many validations without a gain; None never does.
        deterministic: make the same weights, bit for bit, from the same request on one machine; it
            needs `max_steps` and no `budget_seconds`, because a clock never says the same twice.
        threads: CPU threads.
        checkpoint_seconds: a kill -9 loses at most this much work.
        report_seconds: time between two progress events.
        device: "cpu", "cuda", or None for CUDA when there.
    """

    dataset: Path
    out: Path
    seed: int = 0
    budget_seconds: float | None = None
    wall_clock: bool = False
    max_steps: int | None = None
    start_weights: Path | None = None
    spec: Path | None = None
    lane: str = "full"
    start: str | None = None
    new_cases: tuple[str, ...] = ()
    ema: float = 0.998
    early_stop: int | None = None
    deterministic: bool = False
    threads: int = 2
    checkpoint_seconds: float = 10.0
    report_seconds: float = 0.5
    device: str | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TrainingRequest:
        """Build and check; raises RequestProblem that says what is missing or wrong."""
        if not isinstance(value, Mapping):
            raise RequestProblem(
                f"The training request holds a {type(value).__name__}, not fields."
            )
        known = {field: value[field] for field in cls.__dataclass_fields__ if field in value}
        unknown = sorted(value.keys() - known.keys())
        if unknown:
            raise RequestProblem(f"The training request has unknown fields: {unknown}.")
        _check_types(known)
        for field in _PATHS:
            if known.get(field) is not None:
                known[field] = Path(known[field])
        if "new_cases" in known:
            known["new_cases"] = tuple(known["new_cases"])
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
            value = read_json(path)
        except (OSError, ValueError) as error:
            raise RequestProblem(f"The training request cannot be read: {error}.") from error
        return cls.from_json(value)

    @property
    def begins(self) -> str:
        """One of STARTS."""
        return self.start or ("warm" if self.start_weights else "fresh")

    @property
    def budget(self) -> Budget:
        """How long it may be."""
        return Budget(self.budget_seconds, self.max_steps)

    @property
    def on_the_wall(self) -> bool:
        """Which clock its seconds are of."""
        return self.wall_clock or choose_device(self.device).type != "cpu"

    def _check(self) -> None:
        for holds, message in (*self._length(), *self._manner()):
            if not holds:
                raise RequestProblem(f"The training request is wrong: {message}.")
        choose_device(self.device)

    def _length(self) -> list[tuple[bool, str]]:
        seconds, steps, patience = self.budget_seconds, self.max_steps, self.early_stop
        return [
            (seconds is not None or steps is not None, "it needs budget_seconds or max_steps"),
            (seconds is None or seconds > 0, f"budget_seconds is {seconds}, expected above 0"),
            (
                steps is None or 1 <= steps <= OPEN_ENDED,
                f"max_steps is {steps!s:.40}, expected 1 to {OPEN_ENDED}",
            ),
            (patience is None or patience >= 1, f"early_stop is {patience}, expected 1 or more"),
            (
                not self.deterministic or seconds is None,
                "a deterministic run takes max_steps and no budget_seconds",
            ),
        ]

    def _manner(self) -> list[tuple[bool, str]]:
        files = [path for path in (self.start_weights, self.spec) if path is not None]
        missing = [str(path) for path in files if not path.is_file()]
        return [
            (not missing, f"it names {missing}, expected files"),
            (self.threads >= 1, f"threads is {self.threads}, expected 1 or more"),
            (self.lane in LANES, f"lane is {self.lane!r}, expected one of {LANES}"),
            (self.begins in STARTS, f"start is {self.start!r}, expected one of {STARTS}"),
            (
                (self.begins == "fresh") == (self.start_weights is None),
                f"start {self.begins!r} and start_weights {self.start_weights} contradict each other",
            ),
            (
                self.lane == "full" or self.begins == "warm",
                "a quick run goes on: it needs start_weights and start 'warm'",
            ),
            (
                self.threads <= MOST_THREADS,
                f"threads is {self.threads}, expected to {MOST_THREADS}",
            ),
            (0 <= self.seed < 1 << 63, f"seed is {self.seed}, expected 0 up to 2^63"),
            (0 <= self.ema < 1, f"ema is {self.ema}, expected 0 up to 1"),
        ]


def _check_types(known: Mapping[str, Any]) -> None:
    kinds: dict[str, type | tuple[type, ...]] = dict.fromkeys(
        (*_PATHS, "lane", "start", "device"), (str, Path)
    )
    kinds |= dict.fromkeys(_WHOLE, int) | dict.fromkeys(_NUMBERS, (int, float))
    for field, value in known.items():
        if value is None and field in _MAY_BE_NONE:
            continue
        if field == "new_cases":
            right = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        elif field in ("deterministic", "wall_clock"):
            right = isinstance(value, bool)
        else:
            right = isinstance(value, kinds[field]) and not isinstance(value, bool)
            right = right and (field not in _NUMBERS or abs(value) <= sys.float_info.max)
            right = right and "\0" not in str(value)
        if not right:
            raise RequestProblem(f"The training request is wrong: {field} is {value!r:.100}.")
