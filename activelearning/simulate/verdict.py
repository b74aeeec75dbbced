"""What the figures come to, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from activelearning.simulate.arms import titled
from activelearning.simulate.statistics import LEAST_SEEDS, Pair

LOW_DICE = 0.7
"""Where the model of all labels stays below it, a share of its Dice is a share of little.

Above it overlap is commonly called good (Zijdenbos et al. 1994, IEEE TMI 13(4):716).
"""


def verdict(
    arms: Sequence[dict[str, Any]],
    pairs: Sequence[Pair],
    full: dict[str, Any] | None,
    *,
    pool: int,
    seeds: int,
) -> list[str]:
    """What each strategy reached, and the first against each other; ties are called ties.

    The first is the one with the greatest area under its curve; its sentence says what all rests on.
    """
    ordered = sorted(arms, key=lambda arm: -arm["aubc"]["mean"])
    lines = []
    if full is not None:
        lines = [_reached(arm, full["dice"]["mean"], pool) for arm in ordered]
        lines[0] = f"{_basis(seeds)} {lines[0]}"
    if seeds >= LEAST_SEEDS:
        lines += _against_others(ordered[0]["strategy"], pairs)
    elif pairs:
        lines.append(f"Strategies are not compared: that takes {LEAST_SEEDS} repetitions or more.")
    return lines


def _basis(seeds: int) -> str:
    if seeds >= LEAST_SEEDS:
        return f"Over {seeds} repetitions"
    said = "1 repetition, so no interval" if seeds == 1 else f"{seeds} repetitions"
    return f"{said}: a sketch in which"


def _reached(arm: dict[str, Any], full: float, pool: int) -> str:
    name = titled(arm["strategy"])
    whole = "the full-data Dice" if full >= LOW_DICE else "a full-data Dice that is itself low"
    for mark in ("99", "95"):
        labels = arm["reach"][mark]["labels"]
        if labels is not None:
            before = "at most " if arm["reach"][mark]["at_start"] else ""
            return (
                f"{name} reaches {mark} % of {whole} ({full:.3f}) with {before}"
                f"{math.ceil(labels - 1e-9)} of {pool} cases."
            )
    last = arm["points"][-1]["labels"]
    return f"{name} does not reach 95 % of {whole} ({full:.3f}) with {last} of {pool} cases."


def _against_others(best: str, pairs: Sequence[Pair]) -> list[str]:
    mine = [pair for pair in pairs if best in (pair.a, pair.b)]
    others = {(pair.b if pair.a == best else pair.a): pair for pair in mine}
    worse = [name for name, pair in others.items() if not pair.tie]
    ties = [name for name, pair in others.items() if pair.tie]
    lines = []
    if worse:
        lines.append(f"{titled(best)} learns faster than {_listed(worse)}.")
    if ties:
        lines.append(f"{titled(best)} is tied with {_listed(ties)}: no difference is significant.")
    return lines


def _listed(names: Sequence[str]) -> str:
    """Titles hold commas."""
    return "; ".join(titled(name) for name in names)
