"""What a batch must hold to, whichever strategy fills it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from activelearning.pick.errors import ParameterProblem

GroupKind = Literal["site", "scanner", "finding"]
GROUP_KINDS: tuple[GroupKind, ...] = get_args(GroupKind)


@dataclass(frozen=True)
class Quota:
    """Of a group's cases at least so many, and at most such a share of the batch.

    Attributes:
        by: what groups are made by; a case is in a finding's group from a probability of 0.5.
        value: the group's name; empty means each group that the pool has.
        minimum: cases that are taken for the group before the rest of the batch.
        maximum_share: of the places asked for; a group may always have one place.
    """

    by: GroupKind
    value: str = ""
    minimum: int = 0
    maximum_share: float = 1.0

    def most(self, size: int) -> int:
        """The greatest number of places in a batch of `size`."""
        return max(1, math.floor(self.maximum_share * size + 1e-9))


@dataclass(frozen=True)
class Constraints:
    """Beside one case per patient, which always holds.

    Attributes:
        quotas: see Quota.
        per_minute: strategies that rank by a score rank by score over expected minutes.
        max_minutes: the batch's expected minutes stay within it.
    """

    quotas: tuple[Quota, ...] = ()
    per_minute: bool = False
    max_minutes: float | None = None

    @staticmethod
    def from_json(data: Mapping[str, object]) -> Constraints:
        """The project's stored constraints, validated at the door already.

        Raises:
            ParameterProblem: they are none.
        """
        quotas = data.get("quotas", [])
        if not isinstance(quotas, Sequence):
            raise ParameterProblem("quotas", expected="a list", got=quotas)
        limit = data.get("max_minutes")
        return Constraints(
            quotas=tuple(_quota(one) for one in quotas),
            per_minute=bool(data.get("per_minute", False)),
            max_minutes=None if limit is None else float(str(limit)),
        )


@dataclass(frozen=True)
class Bound:
    """A constraint that changed the batch, or could not be met.

    Attributes:
        rule: such as "site", "minutes", "measure"; for words see the catalogue.
        group: which site, scanner, finding or measure; empty where there is none.
        wanted: what was asked.
        got: what came of it.
    """

    rule: str
    group: str = ""
    wanted: float | str = ""
    got: float | str = ""


def _quota(data: Mapping[str, object]) -> Quota:
    by = data.get("by")
    if by not in GROUP_KINDS:
        raise ParameterProblem("by", expected=f"one of {', '.join(GROUP_KINDS)}", got=by)
    return Quota(
        by=by,
        value=str(data.get("value", "")),
        minimum=int(str(data.get("minimum", 0))),
        maximum_share=float(str(data.get("maximum_share", 1.0))),
    )
