from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import DeviceLost, OutOfMemory, TrainingProblem
from models.training.cache import prepare
from models.training.engine import Engine, RunSettings
from models.training.loss import DiceCrossEntropy
from models.training.order import Order
from models.training.samples import Sampler
from models.training.schedule import Budget
from models.training.state import Checkpoint, Progress
from tests.models.volumes import labeled_case, tiny_spec

SPEC = tiny_spec(patch=(8, 8, 8))


class Diary:
    """A watch that remembers; it sees the Dice that the test gives it."""

    def __init__(self, *dice: float) -> None:
        self.dice = list(dice)
        self.warnings: list[str] = []
        self.looked: list[int] = []

    def stepped(self, progress: Progress) -> None:
        pass

    def warning(self, code: str, message: str) -> None:
        self.warnings.append(code)

    def validate(self, network: nn.Module, progress: Progress) -> None:
        self.looked.append(progress.step)
        dice = self.dice.pop(0) if self.dice else 0.0
        progress.stale = 0 if dice > progress.best else progress.stale + 1
        progress.best = max(dice, progress.best)


class Pointwise(nn.Module):
    """One convolution that can be made to fail as hardware does."""

    def __init__(self, largest: int = 99, failure: Exception | None = None) -> None:
        super().__init__()
        self.layer = nn.Conv3d(1, 3, 1)
        self.largest, self.failure = largest, failure

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        if self.failure:
            raise self.failure
        if len(images) > self.largest:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB")
        out: torch.Tensor = self.layer(images)
        return out


def engine(
    directory: Path, network: nn.Module, *, batch: int = 4, early_stop: int | None = None
) -> Engine:
    torch.manual_seed(0)
    nn.init.normal_(network.layer.weight)  # type: ignore[union-attr, arg-type]
    cases = [prepare(labeled_case(f"case-{n}", n), SPEC) for n in range(4)]
    sampler = Sampler(cases, SPEC, Order([c.id for c in cases], seed=0), seed=0, batch_size=batch)
    settings = RunSettings(
        run="r",
        checkpoint=Checkpoint(directory / "checkpoint"),
        checkpoint_seconds=0,
        budget=Budget(None, 20),
        device=torch.device("cpu"),
        peak_rate=1e-3,
        ema=0.9,
        early_stop=early_stop,
    )
    return Engine(network, DiceCrossEntropy(SPEC), sampler, settings)


def test_a_batch_that_does_not_fit_is_worked_off_in_parts_and_the_run_says_so(
    tmp_path: Path,
) -> None:
    diary, progress = Diary(), Progress(steps=3)
    engine(tmp_path, Pointwise(largest=1)).fit(progress, diary)
    assert (progress.step, progress.parts) == (3, 4)
    assert diary.warnings == ["out_of_memory", "out_of_memory"]


def test_one_sample_that_does_not_fit_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(OutOfMemory, match=r"step 0 with cases case-\d"):
        engine(tmp_path, Pointwise(largest=0), batch=1).fit(Progress(steps=3), Diary())


@pytest.mark.parametrize("kind", [torch.AcceleratorError, RuntimeError])
def test_a_lost_device_is_named_and_the_checkpoint_stays(
    tmp_path: Path, kind: type[RuntimeError]
) -> None:
    network = Pointwise()
    running = engine(tmp_path, network)
    running.fit(Progress(steps=2), Diary())
    network.failure = kind("CUDA error: device-side assert triggered\nmore")
    with pytest.raises(DeviceLost, match="at step 2: CUDA error: device-side assert triggered"):
        running.fit(Progress(step=2, steps=4), Diary())
    resumed = engine(tmp_path, Pointwise()).resume(Diary())
    assert resumed is not None
    assert resumed.step == 2


def test_a_loss_that_is_no_number_names_step_and_cases(tmp_path: Path) -> None:
    network = Pointwise()
    running = engine(tmp_path, network, batch=2)
    nn.init.constant_(network.layer.weight, np.nan)
    with pytest.raises(TrainingProblem, match=r"nan at step 5, cases case-\d, case-\d"):
        running.fit(Progress(step=5, steps=9), Diary())


def test_a_run_stops_early_when_validation_has_not_gained_for_long_enough(tmp_path: Path) -> None:
    diary, progress = Diary(0.5, 0.7, 0.6, 0.7), Progress(steps=20)
    engine(tmp_path, Pointwise(), early_stop=2).fit(progress, diary)
    assert diary.looked == [2, 4, 6, 8]
    assert (progress.step, progress.best) == (8, 0.7)


def test_without_patience_a_run_goes_to_its_end(tmp_path: Path) -> None:
    diary, progress = Diary(0.5), Progress(steps=20)
    engine(tmp_path, Pointwise()).fit(progress, diary)
    assert progress.step == 20
    assert diary.looked == [2, 4, 6, 8, 10, 12, 14, 16, 18]
