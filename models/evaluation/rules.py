"""What the gates of masks and of findings are made of: pairs of scores, rules, and the words of a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from models.errors import InputProblem
from models.evaluation.bootstrap import Interval


class OfCase(Protocol):
    """Scores of one case, of either task."""

    @property
    def case(self) -> str: ...


S = TypeVar("S", bound=OfCase)


@dataclass(frozen=True)
class GateRule:
    """One rule with what was measured and what it had to meet; `limit` is a bound on `value`."""

    name: str
    value: float | None
    limit: float | None
    passed: bool
    note: str = ""


def paired(challenger: Sequence[S], champion: Sequence[S]) -> list[tuple[S, S]]:
    """New and old of each case, by name; raises InputProblem when they are not the same cases."""
    new, old = ({one.case: one for one in side} for side in (challenger, champion))
    if new.keys() != old.keys():
        only = sorted(new.keys() ^ old.keys())[:5]
        raise InputProblem(
            f"Both models must be scored on the same cases; these are in one only: {only}."
        )
    return [(new[case], old[case]) for case in sorted(new)]


def part_rule(name: str, interval: Interval, limit: float) -> GateRule:
    """A part must not lose. One too small for an interval is shown, not judged."""
    if interval.low is None:
        note = f"{interval.patients} patients are too few for an interval: shown, not judged."
        return GateRule(name, interval.mean, limit, passed=True, note=note)
    end = f"{name}, low end of 95 % interval"
    return GateRule(end, interval.low, limit, interval.low >= limit)


def measured(what: str, delta: Interval) -> str:
    """Such as "Mean Dice +0.0200 over 16 patients (95 % interval +0.0100 to +0.0300)"."""
    words = f"{what} {delta.mean:+.4f} over {delta.patients} patients"
    if delta.low is None or delta.high is None:
        return f"{words} (too few for an interval: judged on the mean alone)"
    return f"{words} (95 % interval {delta.low:+.4f} to {delta.high:+.4f})"


def verdict(words: str, rules: Sequence[GateRule]) -> tuple[bool, str]:
    """Whether every rule holds, and what was measured with those that do not."""
    failed = [rule.name for rule in rules if not rule.passed]
    if failed:
        return False, f"{words}. Not promoted: {'; '.join(failed)}."
    return True, f"{words}. Every rule holds: promoted."


def finite_or_null(value: Any) -> Any:
    """The JSON value with null for each number that is not finite: JSON knows no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite_or_null(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite_or_null(item) for item in value]
    return value
