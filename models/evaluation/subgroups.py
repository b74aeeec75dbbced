"""How a model does for whom: scores of subgroups and of their intersections, small ones hidden.

A group is named "attribute:value", an intersection of two "attribute:value & attribute:value". A
case that says nothing of an attribute that others have is "unknown" there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from models.evaluation.bootstrap import (
    Interval,
    bootstrap_difference,
    bootstrap_patients,
    patient_means,
)
from models.evaluation.case import CaseScores

SMALLEST_GROUP = 10
"""Patients below which a group's scores are neither shown nor judged."""
UNKNOWN = "unknown"
Members = dict[str, list[int]]


@dataclass(frozen=True)
class GroupScores:
    """One group. Where it is `hidden` its scores are None, and `hidden` says why.

    Attributes:
        hidden: "" when shown; "small" below SMALLEST_GROUP patients; "complement" when it would tell
            a small one by subtraction.
        delta: change of Dice against the model before, paired per patient.
    """

    name: str
    cases: int
    patients: int
    hidden: str = ""
    dice: Interval | None = None
    delta: Interval | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "name": self.name,
            "cases": self.cases,
            "patients": self.patients,
            "hidden": self.hidden,
            "dice": self.dice.to_json() if self.dice else None,
            "delta": self.delta.to_json() if self.delta else None,
        }


@dataclass(frozen=True)
class Gap:
    """How much better the best shown group of an attribute does than the worst, in Dice.

    The two are named after seeing the scores, so the interval of their difference is narrower than
    the doubt about it: a reason to look, no test.
    """

    attribute: str
    best: str
    worst: str
    interval: Interval

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "attribute": self.attribute,
            "best": self.best,
            "worst": self.worst,
            "interval": self.interval.to_json(),
        }


@dataclass(frozen=True)
class SubgroupReport:
    """Groups by attribute, intersections after them; `alike` are attributes that split nothing."""

    groups: tuple[GroupScores, ...]
    intersections: tuple[GroupScores, ...]
    gaps: tuple[Gap, ...]
    alike: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "smallest": SMALLEST_GROUP,
            "groups": [one.to_json() for one in self.groups],
            "intersections": [one.to_json() for one in self.intersections],
            "gaps": [one.to_json() for one in self.gaps],
            "alike": list(self.alike),
        }


@dataclass(frozen=True)
class _Table:
    """Who is in which group, and which groups are hidden why."""

    singles: Mapping[str, Members]
    pairs: Mapping[tuple[str, str], Members]
    patients: Mapping[str, int]
    hidden: dict[str, str]
    alike: tuple[str, ...]


def subgroup_report(
    scores: Sequence[CaseScores],
    before: Sequence[CaseScores] | None,
    rng: np.random.Generator,
) -> SubgroupReport:
    """Scores by group; `before` are the scores of the model before on the same cases, in that order."""
    table = _table(scores)

    def scored(name: str, members: list[int]) -> GroupScores:
        own = [scores[at] for at in members]
        bare = GroupScores(name, cases=len(own), patients=table.patients[name])
        if name in table.hidden:
            return replace(bare, hidden=table.hidden[name])
        dice = _interval([one.dice for one in own], own, rng)
        if not before:
            return replace(bare, dice=dice)
        deltas = [one.dice - before[at].dice for one, at in zip(own, members, strict=True)]
        return replace(bare, dice=dice, delta=_interval(deltas, own, rng))

    return SubgroupReport(
        groups=tuple(scored(name, at) for name, at in _all(table.singles)),
        intersections=tuple(scored(name, at) for name, at in _all(table.pairs)),
        gaps=tuple(_gaps(scores, table, rng)),
        alike=table.alike,
    )


def judged_groups(scores: Sequence[CaseScores]) -> Members:
    """The groups that a gate may judge: shown ones of a single attribute, with their cases."""
    table = _table(scores)
    return {name: at for name, at in _all(table.singles) if name not in table.hidden}


def hidden_groups(
    lines: Sequence[Sequence[str]], sizes: Mapping[str, int], already: Mapping[str, str] = {}
) -> dict[str, str]:
    """Which groups to hide, and why ("small", "complement").

    Args:
        lines: names of groups that together make up something shown, such as all patients.
        sizes: patients of each group.
        already: groups that are hidden anyway.

    In each line the hidden groups are two or more and have SMALLEST_GROUP patients together, or
    everything in it is hidden: otherwise their scores follow from the sum less what is shown.
    """
    hidden = {name: "small" for line in lines for name in line if sizes[name] < SMALLEST_GROUP}
    hidden |= already
    changed = True
    while changed:
        changed = False
        for line in lines:
            away = [name for name in line if name in hidden]
            shown = sorted(
                (n for n in line if n not in hidden), key=lambda name: (sizes[name], name)
            )
            told = len(away) == 1 or sum(sizes[name] for name in away) < SMALLEST_GROUP
            if away and shown and told:
                hidden[shown[0]] = "complement"
                changed = True
    return hidden


def _table(scores: Sequence[CaseScores]) -> _Table:
    singles = _singles(scores)
    alike = tuple(attribute for attribute, members in singles.items() if len(members) == 1)
    singles = {a: members for a, members in singles.items() if a not in alike}
    pairs = {(a, b): _crossed(singles[a], singles[b]) for a, b in combinations(singles, 2)}
    patients = {
        name: len({scores[at].patient for at in members})
        for name, members in (*_all(singles), *_all(pairs))
    }
    hidden = hidden_groups([list(members) for members in singles.values()], patients)
    under = {
        name: hidden[one]
        for members in pairs.values()
        for name in members
        for one in name.split(" & ")
        if one in hidden
    }
    lines = [
        [cell for cell in members if margin in cell.split(" & ")]
        for both, members in pairs.items()
        for attribute in both
        for margin in singles[attribute]
        if margin not in hidden
    ]
    return _Table(singles, pairs, patients, hidden | hidden_groups(lines, patients, under), alike)


def _singles(scores: Sequence[CaseScores]) -> dict[str, Members]:
    attributes = sorted({group.partition(":")[0] for one in scores for group in one.groups})
    found: dict[str, Members] = {attribute: {} for attribute in attributes}
    for at, one in enumerate(scores):
        own = dict(group.split(":", 1) for group in one.groups)
        for attribute in attributes:
            name = f"{attribute}:{own.get(attribute, UNKNOWN)}"
            found[attribute].setdefault(name, []).append(at)
    return {a: dict(sorted(members.items())) for a, members in found.items()}


def _crossed(one: Members, other: Members) -> Members:
    cells = {
        f"{a} & {b}": sorted(set(first) & set(second))
        for a, first in one.items()
        for b, second in other.items()
    }
    return {name: members for name, members in cells.items() if members}


def _all(tables: Mapping[Any, Members]) -> Iterator[tuple[str, list[int]]]:
    for members in tables.values():
        yield from members.items()


def _gaps(scores: Sequence[CaseScores], table: _Table, rng: np.random.Generator) -> Iterator[Gap]:
    for attribute, members in table.singles.items():
        shown = {
            name: patient_means(
                [scores[at].dice for at in found], [scores[at].patient for at in found]
            )
            for name, found in members.items()
            if name not in table.hidden
        }
        if len(shown) >= 2:
            ranked = sorted(shown, key=lambda name: float(np.mean(shown[name])))
            interval = bootstrap_difference(shown[ranked[-1]], shown[ranked[0]], rng)
            yield Gap(attribute, best=ranked[-1], worst=ranked[0], interval=interval)


def _interval(
    values: Sequence[float], cases: Sequence[CaseScores], rng: np.random.Generator
) -> Interval:
    return bootstrap_patients(values, [one.patient for one in cases], rng)
