"""The batch while it is being filled: the one place that knows what may still be taken."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from activelearning.pick.candidates import Candidate, Floats
from activelearning.pick.constraints import Bound, Constraints, Quota
from activelearning.pick.pool import Mask, Pool

LIKELY = 0.5


@dataclass(frozen=True)
class Taken:
    """A place that is filled: position in the pool, by which rule, ranked by what."""

    position: int
    rule: str
    value: float | None = None


class Basket:
    """Places of a batch under constraints. Strategies ask `open` and `take`; they cannot overfill."""

    def __init__(self, pool: Pool, *, size: int, constraints: Constraints) -> None:
        self.pool = pool
        self.size = size
        self.taken: list[Taken] = []
        self.bounds: list[Bound] = []
        self._constraints = constraints
        self._patients = np.array([one.patient for one in pool.candidates])
        self._free = np.ones(len(pool), bool)
        self._places = size
        self._narrowed: Mask | None = None
        self._prefix = ""
        self.groups = groups_of(pool, constraints.quotas)

    @property
    def room(self) -> int:
        """Places that may still be filled now."""
        return max(0, min(self.size, self._places) - len(self.taken))

    def open(self) -> Mask:
        """(N,) which cases may be taken now; none once there is no room."""
        if not self.room:
            return np.zeros(len(self.pool), bool)
        free = self._unheld()
        for group in self.groups:
            if self.count(group) >= group.quota.most(self.size):
                free &= ~group.members
        return free if self._narrowed is None else free & self._narrowed

    def take(self, position: int, rule: str, value: float | None = None) -> None:
        """Fill a place; the patient's other cases are out.

        Raises:
            ValueError: the case may not be taken.
        """
        if not self.open()[position]:
            raise ValueError(f"Case {self.pool.candidates[position].case} may not be taken now.")
        self._hold(Taken(int(position), self._prefix + rule, value))

    def take_in_order(self, order: Iterable[int], rule: str, values: Floats | None = None) -> None:
        """Take what may be taken, first come first, until there is no room."""
        open_now = self.open()
        for position in order:
            if open_now[position]:
                value = None if values is None else float(values[position])
                self._hold(Taken(int(position), self._prefix + rule, value))
                open_now = self.open()
                if not open_now.any():
                    return

    def draw(self, shuffled: Iterable[int], count: int, rule: str) -> None:
        """Draw `count` places by chance, bent by nothing but one case a patient: the control arm.

        Quotas are filled around it. An unbiased sample of the pool is what tells whether picking
        pays.
        """
        for position in shuffled:
            if count <= 0 or not self.room:
                return
            if self._free[position]:
                self._hold(Taken(int(position), rule))
                count -= 1

    def say(self, bound: Bound) -> None:
        """Note once what kept the batch from being what was asked."""
        if bound not in self.bounds:
            self.bounds.append(bound)

    @contextmanager
    def narrowed(self, members: Mask, places: int, prefix: str) -> Iterator[None]:
        """For a while only `members` may be taken, and only so many places be filled."""
        self._narrowed, self._places, self._prefix = members, len(self.taken) + places, prefix
        try:
            yield
        finally:
            self._narrowed, self._places, self._prefix = None, self.size, ""

    def copy(self) -> Basket:
        """To try a filling; notes and places of the copy are its own."""
        other = copy.copy(self)
        other.taken, other.bounds, other._free = [*self.taken], [*self.bounds], self._free.copy()
        return other

    def positions(self) -> list[int]:
        return [one.position for one in self.taken]

    def count(self, group: Group) -> int:
        """How many of the group's cases are in."""
        return sum(bool(group.members[at]) for at in self.positions())

    def _hold(self, taken: Taken) -> None:
        self.taken.append(taken)
        self._free[self._patients == self._patients[taken.position]] = False

    def _unheld(self) -> Mask:
        """Free of patients' other cases, and within the minutes that are left."""
        limit = self._constraints.max_minutes
        if limit is None:
            return self._free.copy()
        left = limit - float(self.pool.minutes[self.positions()].sum())
        fits = self.pool.minutes <= left + 1e-9
        return self._free & fits

    def bound_at_the_end(self) -> list[Bound]:
        """What was noted, and which limits held cases back."""
        for group in self.groups:
            most = group.quota.most(self.size)
            limited = group.quota.maximum_share < 1 and self.count(group) >= most
            if limited and (group.members & self._free).any():
                self.say(Bound(f"{group.quota.by}.most", group.name, most, self.count(group)))
        limit = self._constraints.max_minutes
        if limit is not None and len(self.taken) < self.size:
            spent = float(self.pool.minutes[self.positions()].sum())
            if (self._free & (self.pool.minutes > limit - spent + 1e-9)).any():
                self.say(Bound("minutes", "", limit, round(spent, 1)))
        if len(self.taken) < self.size and not self._free.any():
            self.say(Bound("pool", "", self.size, len(self.taken)))
        return self.bounds


@dataclass(frozen=True, eq=False)
class Group:
    """The cases of the pool that a quota counts."""

    quota: Quota
    name: str
    members: Mask


def groups_of(pool: Pool, quotas: Iterable[Quota]) -> list[Group]:
    """Rarest first, so that a minimum is filled while its cases are free; then by name."""
    found = []
    for quota in quotas:
        belongs = [_names(one, quota) for one in pool.candidates]
        names = [quota.value] if quota.value else sorted(set().union(*belongs))
        for name in names:
            members = np.array([name in some for some in belongs], bool)
            found.append(Group(quota, name, members))
    return sorted(found, key=lambda one: (int(one.members.sum()), one.quota.by, one.name))


def _names(candidate: Candidate, quota: Quota) -> set[str]:
    match quota.by:
        case "site":
            names = {candidate.site}
        case "scanner":
            names = {candidate.scanner}
        case "finding":
            names = {name for name, p in candidate.findings.items() if p >= LIKELY}
    return names - {""}
