"""Strategies by name; each is a small class whose fields are its parameters."""

from activelearning.pick.strategies.badge import Badge
from activelearning.pick.strategies.clasp import Clasp
from activelearning.pick.strategies.clusters import Medoids, TypiClust
from activelearning.pick.strategies.coreset import CoreSet, RankedBatch
from activelearning.pick.strategies.drawn import Foreground33, Foreground66, Random
from activelearning.pick.strategies.protocol import Strategy
from activelearning.pick.strategies.schedule import Schedule
from activelearning.pick.strategies.stochastic import Power, StochasticBatch
from activelearning.pick.strategies.top import (
    Bald,
    Disagreement,
    Entropy,
    ExpectedEntropy,
    LeastConfidence,
    Margin,
    SoftDice,
)
from activelearning.pick.strategies.triage import Triage

STRATEGIES: dict[str, type[Strategy]] = {
    "schedule": Schedule,
    "clasp": Clasp,
    "entropy": Entropy,
    "margin": Margin,
    "least_confidence": LeastConfidence,
    "bald": Bald,
    "expected_entropy": ExpectedEntropy,
    "disagreement": Disagreement,
    "soft_dice": SoftDice,
    "power": Power,
    "stochastic_batch": StochasticBatch,
    "ranked_batch": RankedBatch,
    "coreset": CoreSet,
    "badge": Badge,
    "typiclust": TypiClust,
    "medoids": Medoids,
    "triage": Triage,
    "foreground_33": Foreground33,
    "foreground_66": Foreground66,
    "random": Random,
}

__all__ = ["STRATEGIES", "Medoids", "Random", "Strategy"]
