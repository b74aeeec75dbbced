"""Where a simulation keeps what it has made."""

from dataclasses import dataclass
from pathlib import Path

from activelearning.simulate.arms import titled

FULL = "full-data"


@dataclass(frozen=True)
class Task:
    """One point of one curve; strategy FULL with number 0 is the reference on the whole pool."""

    strategy: str
    seed: int
    number: int

    @property
    def words(self) -> str:
        """For people."""
        if self.strategy == FULL:
            return f"all labels, seed {self.seed}"
        return f"{titled(self.strategy)}, seed {self.seed}, round {self.number}"

    @property
    def before(self) -> "Task":
        """The round whose picks this one is trained with."""
        return Task(self.strategy, self.seed, self.number - 1)


@dataclass(frozen=True)
class Folder:
    """The files of one simulation. Everything is found again by name after a kill -9."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def protocol(self) -> Path:
        return self.root / "protocol.json"

    def training(self, key: str) -> Path:
        """Of the model of one set of labels, seed and recipe, whichever arms it serves."""
        return self.root / "trainings" / key

    def round(self, task: Task) -> Path:
        return self.root / "rounds" / task.strategy / f"seed-{task.seed}" / f"{task.number}.json"
