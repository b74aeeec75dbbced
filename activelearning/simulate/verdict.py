"""What the figures come to, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from activelearning.simulate.statistics import Pair

LEAST_SEEDS = 4


def verdict(
    arms: Sequence[dict[str, Any]],
    pairs: Sequence[Pair],
    full: dict[str, Any] | None,
    *,
    pool: int,
    seeds: int,
) -> list[str]:
    """The strategy with the greatest area under its curve against each other one; ties called ties."""
    ordered = sorted(arms, key=lambda arm: -arm["aubc"]["mean"])
    lines = []
    if full is not None:
        lines += [_reached(arm, pool) for arm in ordered]
    lines += _against_others(ordered[0]["strategy"], pairs)
    if seeds < LEAST_SEEDS:
        counted = "1 seed is" if seeds == 1 else f"{seeds} seeds are"
        lines.append(f"{counted} too few to tell strategies apart: take {LEAST_SEEDS} or more.")
    return lines


def words(strategy: str) -> str:
    """A strategy's name as people read it."""
    return strategy.replace("_", " ")


def _reached(arm: dict[str, Any], pool: int) -> str:
    name = words(arm["strategy"])
    for mark in ("99", "95"):
        labels = arm["reach"][mark]["labels"]
        if labels is not None:
            before = "at most " if arm["reach"][mark]["at_start"] else ""
            return (
                f"{name} reaches {mark} % of the full-data Dice with {before}"
                f"{math.ceil(labels - 1e-9)} of {pool} cases."
            )
    last = arm["points"][-1]["labels"]
    return f"{name} does not reach 95 % of the full-data Dice with {last} of {pool} cases."


def _against_others(best: str, pairs: Sequence[Pair]) -> list[str]:
    mine = [pair for pair in pairs if best in (pair.a, pair.b)]
    others = {(pair.b if pair.a == best else pair.a): pair for pair in mine}
    worse = [name for name, pair in others.items() if not pair.tie]
    ties = [name for name, pair in others.items() if pair.tie]
    lines = []
    if worse:
        lines.append(f"{words(best)} learns faster than {_listed(worse)}.")
    if ties:
        lines.append(f"Between {words(best)} and {_listed(ties)} it is a tie: "
                     "the difference is not significant.")  # fmt: skip
    return lines


def _listed(names: Sequence[str]) -> str:
    said = [words(name) for name in names]
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + " and " + said[-1]
