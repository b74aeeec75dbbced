"""Which strategies are another one where the network is asked once."""

from __future__ import annotations

from collections.abc import Mapping

from activelearning.pick.strategies import STRATEGIES

NEED_MEMBERS = {"expected_entropy", "mutual_information", "pairwise_dice", "disagreement"}


def needs_members(strategy: str, parameters: Mapping[str, object]) -> bool:
    """Whether the strategy ranks by what members disagree on, by itself or as it is set."""
    chosen = {value for value in parameters.values() if isinstance(value, str)}
    return "members" in STRATEGIES[strategy].needs or bool(NEED_MEMBERS & chosen)
