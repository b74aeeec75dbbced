"""What other work on the machine does to a run that is given seconds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import torch

from models.training import clock
from models.training.cache import prepare
from models.training.clock import Clock
from models.training.engine import Engine, RunSettings
from models.training.loss import DiceCrossEntropy
from models.training.order import Order
from models.training.samples import Sampler
from models.training.schedule import Budget
from models.training.state import Checkpoint, Progress
from tests.models.training.test_engine import Diary, Pointwise
from tests.models.volumes import labeled_case, tiny_spec

SPEC = tiny_spec(patch=(8, 8, 8))


class Machine:
    """Stands in for `time`: so many seconds on the wall for each that the processor works for us."""

    def __init__(self, load: float) -> None:
        self.load, self.worked = load, 0.0

    def thread_time(self) -> float:
        return self.worked

    def monotonic(self) -> float:
        return self.load * self.worked


class Working(Pointwise):
    """A step takes one processor second."""

    def __init__(self, machine: Machine, *, plug_pulled_at: float = 1e9) -> None:
        super().__init__()
        self.machine, self.plug_pulled_at = machine, plug_pulled_at

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.machine.worked += 1.0
        if self.machine.worked == self.plug_pulled_at:
            raise RuntimeError("pulled")
        return super().forward(images)


def engine(directory: Path, network: Working, *, wall: bool = False) -> Engine:
    cases = [prepare(labeled_case("case-0", 0), SPEC)]
    settings = RunSettings(
        run="r",
        checkpoint=Checkpoint(directory / "checkpoint"),
        checkpoint_seconds=0,
        budget=Budget(60, None),
        device=torch.device("cpu"),
        peak_rate=1e-3,
        ema=0.9,
        clock=Clock(wall=wall),
    )
    sampler = Sampler(cases, SPEC, Order(["case-0"], seed=0), seed=0, batch_size=1)
    return Engine(network, DiceCrossEntropy(SPEC), sampler, settings)


@pytest.mark.parametrize(
    ("load", "wall", "steps"),
    [
        # alone on the machine
        (1.0, False, 60),
        # two others beside it: as many steps, in three times the time
        (3.0, False, 60),
        # no longer than that, whatever goes on
        (6.0, False, 30),
        # where the wall counts, others cost steps
        (2.0, True, 30),
    ],
)
def test_a_busy_machine_makes_the_same_steps_only_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: float, wall: bool, steps: int
) -> None:
    machine, progress = Machine(load), Progress()
    monkeypatch.setattr(clock, "time", machine)
    engine(tmp_path, Working(machine), wall=wall).fit(progress, Diary())
    assert (progress.step, progress.elapsed) == (steps, steps * load)


def test_a_killed_run_ends_at_the_step_it_would_have_ended_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(load=1.0)
    monkeypatch.setattr(clock, "time", machine)
    with pytest.raises(RuntimeError, match="pulled"):
        engine(tmp_path, Working(machine, plug_pulled_at=33)).fit(Progress(), Diary())
    machine = Machine(load=2.5)
    monkeypatch.setattr(clock, "time", machine)
    running = engine(tmp_path, Working(machine))
    progress = running.resume(Diary())
    assert progress is not None
    assert progress.step == 32
    running.fit(progress, Diary())
    assert (progress.step, progress.spent, progress.elapsed) == (60, 60, 32 + 28 * 2.5)


def test_the_work_of_this_thread_is_counted_and_waiting_only_for_a_third() -> None:
    counted = Clock()
    time.sleep(0.2)
    assert 0 < counted.spent < 0.5 * counted.elapsed
    before, began = counted.spent, time.thread_time()
    while time.thread_time() < began + 0.2:
        pass
    assert counted.spent > before + 0.1
