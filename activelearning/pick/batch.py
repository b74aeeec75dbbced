"""Pick the next batch: by a strategy, under constraints, with a control arm drawn by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from activelearning.pick.basket import Basket, Taken, groups_of
from activelearning.pick.candidates import Arm, Candidate, Choice, PickContext
from activelearning.pick.constraints import Bound
from activelearning.pick.errors import ParameterProblem
from activelearning.pick.parameters import build
from activelearning.pick.pool import Pool
from activelearning.pick.strategies import STRATEGIES, Medoids, Random, Strategy

RANDOM = "random"
MEDOIDS = "medoids"
EXPLORATION = "exploration"
LEFT_OVER = "unscored"


@dataclass(frozen=True)
class Batch:
    """What was picked, by which strategy in the end, and which constraints changed it."""

    strategy: str
    choices: list[Choice] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)


def fill_batch(
    candidates: Sequence[Candidate],
    *,
    strategy: str,
    size: int,
    random_share: float,
    rng: np.random.Generator,
    parameters: Mapping[str, object] | None = None,
    context: PickContext | None = None,
) -> Batch:
    """Pick up to `size` cases, at most one of each patient.

    The random arm takes round(random_share * size) places (half rounds up) and is drawn from the
    whole pool before the strategy takes its share, so that it is an unbiased sample of the pool:
    what is left over after the best were taken would be a sample of the easy cases only. A minimum
    of a group is filled next, by the same strategy among the group's cases. Cases that the strategy
    cannot weigh come in by chance, where places are left.

    Before there is a model, a strategy that needs one gives way to medoids of the cases' look, or to
    chance where nothing is known of that. What constraints do not
    allow to be filled stays empty, and `bounds` says which ones held it back.

    Raises:
        ParameterProblem: the strategy is not known, or a parameter is not one of its own.
    """
    context = context or PickContext()
    limits = context.constraints
    pool = Pool.of(candidates, per_minute=limits.per_minute)
    name, chosen = _strategy(strategy, parameters or {}, context, pool)
    basket = Basket(pool, size=size, constraints=limits)
    shuffled = rng.permutation(len(pool))
    by_chance = size if name == RANDOM else math.floor(random_share * size + 0.5)
    basket.draw(shuffled, by_chance, EXPLORATION)
    _fill_minima(basket, chosen, context, rng)
    if basket.room:
        chosen.fill(basket, context, rng)
    basket.take_in_order(shuffled, LEFT_OVER)
    return Batch(name, _choices(basket), basket.bound_at_the_end())


def _strategy(
    name: str, parameters: Mapping[str, object], context: PickContext, pool: Pool
) -> tuple[str, Strategy]:
    if name not in STRATEGIES:
        raise ParameterProblem("strategy", expected=f"one of {', '.join(STRATEGIES)}", got=name)
    chosen = build(STRATEGIES[name], parameters)
    if "model" in chosen.needs and not context.has_model:
        return (MEDOIDS, Medoids()) if pool.embedded.any() else (RANDOM, Random())
    return name, chosen


def _fill_minima(
    basket: Basket, strategy: Strategy, context: PickContext, rng: np.random.Generator
) -> None:
    """What each group must have, by the strategy; then by chance where it cannot weigh them."""
    for group in groups_of(basket.pool, [q for q in context.constraints.quotas if q.minimum]):
        quota = group.quota
        missing = quota.minimum - basket.count(group)
        if missing > 0:
            with basket.narrowed(group.members, missing, f"{quota.by}:{group.name}/"):
                strategy.fill(basket, context, rng)
                basket.take_in_order(rng.permutation(len(basket.pool)), LEFT_OVER)
            got = basket.count(group)
            basket.say(Bound(f"{quota.by}.least", group.name, quota.minimum, got))


def _choices(basket: Basket) -> list[Choice]:
    """The strategy's first, in the order of choice; then what chance brought."""
    arms: list[tuple[Arm, bool]] = [("picked", False), ("random", True)]
    ordered = [(arm, one) for arm, by in arms for one in basket.taken if _by_chance(one) is by]
    return [
        Choice(basket.pool.candidates[one.position], arm, rank, one.rule, one.value)
        for rank, (arm, one) in enumerate(ordered, start=1)
    ]


def _by_chance(one: Taken) -> bool:
    """Also where chance filled a group's minimum: then the group stands before the rule."""
    return one.rule.rpartition("/")[2] in (EXPLORATION, LEFT_OVER)
