"""From the rounds that were played to curves, figures and a plain verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from activelearning.simulate.cases import describe
from activelearning.simulate.folder import FULL, Task
from activelearning.simulate.kept import digest_of
from activelearning.simulate.round import Table
from activelearning.simulate.statistics import (
    area,
    area_within,
    compare,
    estimate,
    reaches,
)
from activelearning.simulate.verdict import verdict

MARKS = (95, 99)
AXES = ("labels", "edited", "minutes")


@dataclass(frozen=True)
class Arm:
    """The curves of one strategy; every array is (seeds, points)."""

    strategy: str
    dice: np.ndarray
    labels: np.ndarray
    edited: np.ndarray
    minutes: np.ndarray

    def along(self, axis: str) -> np.ndarray:
        """`labels`, `edited` or `minutes`."""
        found: np.ndarray = getattr(self, axis)
        return found


def seeds_played(table: Table) -> list[int]:
    """Seeds of which every round is there: only these can be compared."""
    protocol = table.protocol
    arms = [Task(s, 0, n) for s in protocol.strategies for n in range(protocol.rounds + 1)]
    arms += [Task(FULL, 0, 0)] if protocol.full_data else []
    return [
        seed
        for seed in range(protocol.seeds)
        if all(table.played(Task(one.strategy, seed, one.number)) for one in arms)
    ]


def summarise(table: Table) -> dict[str, Any] | None:
    """The results as JSON, over the seeds that are whole; None while there is none.

    Nothing in it depends on when or how often the simulation was stopped.
    """
    seeds = seeds_played(table)
    if not seeds:
        return None
    arms = [_arm(table, strategy, seeds) for strategy in table.protocol.strategies]
    cases = describe(table.data)
    return {
        "protocol": table.protocol.to_json(),
        "seeds": seeds,
        "cases": {**cases, "sha256": digest_of(cases["sha256"])},
        **describe_arms(arms, _full(table, seeds), pool=cases["pool"]),
    }


def describe_arms(
    arms: Sequence[Arm], full: Sequence[float] | None, *, pool: int
) -> dict[str, Any]:
    """Curves, areas, pairs and the verdict.

    Args:
        arms: with the same seeds, in the same order.
        full: Dice of the model of all labels, one a seed; None when it was not trained.
        pool: how many cases that are.
    """
    whole = (
        {"dice": estimate(full).to_json(), "per_seed": [*full], "labels": pool} if full else None
    )
    marks = {str(mark): float(np.mean(full)) * mark / 100 for mark in MARKS} if full else {}
    areas = {arm.strategy: _areas(arm) for arm in arms}
    pairs = compare(areas)
    bounds = {axis: _common(arms, axis) for axis in ("edited", "minutes")}
    described = [_describe(arm, areas[arm.strategy], marks, bounds) for arm in arms]
    return {
        "full_data": whole,
        "marks": marks,
        "arms": described,
        "pairs": [asdict(pair) for pair in pairs],
        "verdict": verdict(described, pairs, whole, pool=pool, seeds=len(arms[0].dice)),
    }


def _arm(table: Table, strategy: str, seeds: Sequence[int]) -> Arm:
    rows = [
        [table.played(Task(strategy, seed, number)) or {} for number in range(_points(table))]
        for seed in seeds
    ]
    columns = {
        name: np.array([[row[name] for row in one] for one in rows], np.float64)
        for name in ("dice", *AXES)
    }
    return Arm(strategy=strategy, **columns)


def _points(table: Table) -> int:
    return table.protocol.rounds + 1


def _full(table: Table, seeds: Sequence[int]) -> list[float] | None:
    if not table.protocol.full_data:
        return None
    return [float((table.played(Task(FULL, seed, 0)) or {})["dice"]) for seed in seeds]


def _areas(arm: Arm) -> list[float]:
    return [area(list(x), list(y)) for x, y in zip(arm.labels, arm.dice, strict=True)]


def _common(arms: Sequence[Arm], axis: str) -> tuple[float, float]:
    """The stretch of edits or minutes that every curve of every seed covers."""
    low = max(float(arm.along(axis)[:, 0].max()) for arm in arms)
    return low, min(float(arm.along(axis)[:, -1].min()) for arm in arms)


def _describe(
    arm: Arm,
    areas: Sequence[float],
    marks: dict[str, float],
    bounds: dict[str, tuple[float, float]],
) -> dict[str, Any]:
    return {
        "strategy": arm.strategy,
        "points": [
            {
                "labels": int(arm.labels[0, at]),
                "dice": estimate(list(arm.dice[:, at])).to_json(),
                "per_seed": [float(v) for v in arm.dice[:, at]],
                "edited": float(arm.edited[:, at].mean()),
                "minutes": round(float(arm.minutes[:, at].mean()), 3),
            }
            for at in range(arm.dice.shape[1])
        ],
        "aubc": {**estimate(areas).to_json(), "per_seed": list(areas)},
        "area_over": {axis: _mean_area_within(arm, axis, bounds[axis]) for axis in bounds},
        "gain_per_1000_voxels": _gain(arm, "edited", 1000.0),
        "gain_per_minute": _gain(arm, "minutes", 1.0),
        "reach": {name: _reach(arm, target) for name, target in marks.items()},
    }


def _mean_area_within(arm: Arm, axis: str, bounds: tuple[float, float]) -> float | None:
    found = [
        area_within(list(x), list(y), bounds)
        for x, y in zip(arm.along(axis), arm.dice, strict=True)
    ]
    known = [value for value in found if value is not None]
    return float(np.mean(known)) if len(known) == len(found) else None


def _gain(arm: Arm, axis: str, unit: float) -> float | None:
    """Dice won from the first to the last point, per unit of what it cost; mean over seeds."""
    spent = arm.along(axis)[:, -1] - arm.along(axis)[:, 0]
    if (spent <= 0).any():
        return None
    return float(((arm.dice[:, -1] - arm.dice[:, 0]) / spent * unit).mean())


def _reach(arm: Arm, target: float) -> dict[str, Any]:
    """Where the mean curve comes to the target on each axis, and in how many seeds it did."""
    mean = list(arm.dice.mean(axis=0))
    found: dict[str, Any] = {
        axis: reaches(list(arm.along(axis).mean(axis=0)), mean, target) for axis in AXES
    }
    own = [reaches(list(x), list(y), target) for x, y in zip(arm.labels, arm.dice, strict=True)]
    found["seeds"] = sum(value is not None for value in own)
    found["at_start"] = bool(mean[0] >= target)
    return found
