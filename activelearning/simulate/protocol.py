"""What is simulated: the same start sets, budgets, recipe and holdout for every strategy.

A curve has `rounds` + 1 points: a model of the paired start set, then one after each batch. Nothing
but the strategy differs between the arms of a seed, so that a difference is the strategy's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from activelearning.simulate.arms import Arm
from activelearning.simulate.errors import BadProtocol, OtherProtocol
from models.training.request import MOST_THREADS
from models.training.schedule import OPEN_ENDED

MOST_SEEDS = 50
GROWS = ("strategies", "seeds")
"""What may be added to a simulation: finished rounds of other arms stay what they are."""


@dataclass(frozen=True)
class TimeModel:
    """Minutes of a simulated reader: `per_case` + `per_1000_voxels` for each 1,000 voxels mended."""

    per_case: float = 0.5
    per_1000_voxels: float = 1.0

    def minutes(self, edited: int) -> float:
        """Of one case in which `edited` voxels differ from the truth."""
        return self.per_case + self.per_1000_voxels * edited / 1000


@dataclass(frozen=True)
class Protocol:
    """The parameters that results depend on.

    Attributes:
        strategies: the arms, as `Arm.read` reads them.
        seeds: paired repetitions: start set, training seed and draws follow from the seed's number.
        seed_labels: size of the start set.
        batch: cases a round.
        rounds: batches that are picked.
        steps: of every training; or None, and
        budget_seconds: of every training, see `TrainingRequest`. Arms are equal only by steps.
        start: "fresh" from nothing each time, "warm" from the arm's model before.
        random_share: share of each batch that is drawn by chance. 0 compares strategies, not policies.
        threads: CPU threads of a training: another number rounds differently.
        full_data: also train on the whole pool, once a seed, for the marks of 95 % and 99 %.
        device: "cpu" or "cuda".
        time: how long the simulated reader takes.
    """

    strategies: tuple[str, ...]
    seeds: int = 4
    seed_labels: int = 8
    batch: int = 8
    rounds: int = 4
    steps: int | None = None
    budget_seconds: float | None = None
    start: str = "fresh"
    random_share: float = 0.0
    threads: int = 1
    full_data: bool = True
    device: str = "cpu"
    time: TimeModel = TimeModel()

    @property
    def trainings(self) -> int:
        """At most so many: the first of a seed is shared by its arms, and equal sets are too."""
        shared = 1 + (1 if self.full_data else 0)
        return self.seeds * (shared + len(self.strategies) * self.rounds)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` gives an equal protocol back."""
        return {**asdict(self), "strategies": list(self.strategies)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Protocol:
        """From what `to_json` wrote."""
        return cls(
            **{
                **value,
                "strategies": tuple(value["strategies"]),
                "time": TimeModel(**value["time"]),
            }
        )

    def check(self, *, pool: int | None = None) -> None:
        """Refuse what cannot be played.

        Args:
            pool: cases that may be labelled, once that is known.

        Raises:
            BadProtocol: naming the parameter.
        """
        for arm in self.strategies:
            Arm.read(arm)
        end = self.seed_labels + self.batch * self.rounds
        whole = {"seed_labels": self.seed_labels, "batch": self.batch, "rounds": self.rounds}
        checks = [
            (bool(self.strategies), "strategies", "at least one", "none"),
            (len(set(self.strategies)) == len(self.strategies), "strategies", "each once", "twice"),
            (1 <= self.seeds <= MOST_SEEDS, "seeds", f"1 to {MOST_SEEDS}", self.seeds),
            *((value >= 1, name, "1 or more", value) for name, value in whole.items()),
            (
                (self.steps is None) != (self.budget_seconds is None),
                "steps, budget_seconds",
                "one of the two",
                {"steps": self.steps, "budget_seconds": self.budget_seconds},
            ),
            (
                self.steps is None or 1 <= self.steps <= OPEN_ENDED,
                "steps",
                f"1 to {OPEN_ENDED}",
                self.steps,
            ),
            (
                self.budget_seconds is None or 0 < self.budget_seconds < math.inf,
                "budget_seconds",
                "above 0, and an end",
                self.budget_seconds,
            ),
            (self.start in ("fresh", "warm"), "start", "fresh or warm", self.start),
            (0 <= self.random_share <= 1, "random_share", "0 to 1", self.random_share),
            (1 <= self.threads <= MOST_THREADS, "threads", f"1 to {MOST_THREADS}", self.threads),
            *(
                (math.isfinite(value) and value >= 0, f"minutes {name}", "0 or more", value)
                for name, value in asdict(self.time).items()
            ),
            (
                pool is None or end <= pool,
                "seed_labels + rounds x batch",
                f"at most {pool}, the cases of the pool",
                end,
            ),
        ]
        for holds, name, expected, got in checks:
            if not holds:
                raise BadProtocol(f"{name} cannot be so.", expected=expected, got=got)


def refuse_other(mine: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Both are what the folder's `protocol.json` keeps; raises OtherProtocol naming the difference."""
    different = [
        f"{name} {found.get(name)!r}, not {mine.get(name)!r}"
        for name in sorted(mine.keys() | found.keys())
        if name not in GROWS and mine.get(name) != found.get(name)
    ]
    if different:
        raise OtherProtocol(
            "The folder holds a simulation of other parameters: "
            + "; ".join(different)
            + ". Take another --out, or remove it."
        )
