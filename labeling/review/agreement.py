"""How well two sets of answers agree. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Of two raters over the same questions.

    Attributes:
        n: pairs.
        percent: of them, how many are alike; None without a pair.
        kappa: Cohen's, over the categories that occur (Cohen 1960); None where chance alone would
            give full agreement, since there it is not defined.
    """

    n: int
    percent: float | None
    kappa: float | None


def agree(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Percent agreement and Cohen's kappa of pairs of categories."""
    n = len(pairs)
    if n == 0:
        return Agreement(0, None, None)
    alike = sum(one == other for one, other in pairs) / n
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(first[category] * second[category] for category in first) / n**2
    kappa = None if chance == 1 else (alike - chance) / (1 - chance)
    return Agreement(n, 100 * alike, kappa)
