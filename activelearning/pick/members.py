"""Which strategies are another one where the network is asked once, and who else is asked by default."""

from __future__ import annotations

from collections.abc import Mapping

from activelearning.pick.strategies import STRATEGIES

TTA = 8
"""Looks at a case that is slightly changed each time."""
RESCORE_FACTOR = 5
"""So many batches' worth of the most doubtful cases are looked at again."""
NEED_MEMBERS = {"expected_entropy", "mutual_information", "pairwise_dice", "disagreement"}


def needs_members(strategy: str, parameters: Mapping[str, object]) -> bool:
    """Whether the strategy ranks by what members disagree on, by itself or as it is set."""
    chosen = {value for value in parameters.values() if isinstance(value, str)}
    return "members" in STRATEGIES[strategy].needs or bool(NEED_MEMBERS & chosen)
