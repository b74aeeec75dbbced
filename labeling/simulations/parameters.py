"""What a lead may choose for a simulation."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from labeling.projects.strategies import CATALOGUE

OF_FINDINGS = ("triage",)
STRATEGIES = tuple(entry["name"] for entry in CATALOGUE if entry["name"] not in OF_FINDINGS)
MOST_STRATEGIES = 6
MOST_SEEDS = 10
MOST_ROUNDS = 10
MOST_STEPS = 5000
HOLDOUT_SHARE = 0.25
"""Of the patients with approved masks: they judge the simulation. The locked holdout is not touched."""
DEFAULT_STRATEGIES = ("schedule", "entropy", "random")
DEFAULT_SEEDS = 4
DEFAULT_ROUNDS = 3
DEFAULT_STEPS = 300


@dataclass(frozen=True)
class Parameters:
    """Of one simulation: see `activelearning.simulate.protocol.Protocol`."""

    strategies: tuple[str, ...]
    seeds: int
    seed_labels: int
    batch: int
    rounds: int
    steps: int

    @property
    def most_labels(self) -> int:
        """At the last point of a curve."""
        return self.seed_labels + self.rounds * self.batch

    @property
    def needed(self) -> int:
        """Approved masks that leave a pool of `most_labels` when the holdout is carved off."""
        return math.ceil(self.most_labels / (1 - HOLDOUT_SHARE) - 1e-9)

    @property
    def trainings(self) -> int:
        """The first of a seed is shared by its arms, and one learns from all labels."""
        return self.seeds * (2 + len(self.strategies) * self.rounds)

    def to_json(self) -> dict[str, Any]:
        """As the record keeps it."""
        return {**asdict(self), "strategies": list(self.strategies)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Parameters":
        """From what `to_json` gave, or a form that was checked."""
        return cls(**{**value, "strategies": tuple(value["strategies"])})


def suggested(labels: int) -> Parameters:
    """What fits this many approved masks: curves that end at half of the pool, or at 40 labels."""
    pool = math.floor(labels * (1 - HOLDOUT_SHARE) + 1e-9)
    end = max(DEFAULT_ROUNDS + 1, min(40, pool // 2))
    batch = max(1, end // (DEFAULT_ROUNDS + 1))
    return Parameters(
        strategies=DEFAULT_STRATEGIES,
        seeds=DEFAULT_SEEDS,
        seed_labels=batch,
        batch=batch,
        rounds=DEFAULT_ROUNDS,
        steps=DEFAULT_STEPS,
    )
