"""The stages of a turn: what is shown while they run, and how long each took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from labeling.core.jobs import Run
from labeling.rounds import services as rounds


class Stage(Enum):
    """Name, text, and the share of the turn's progress bar from where to where."""

    CURATE = ("curate", "Gathering approved masks", 0.0, 0.03)
    TRAIN = ("train", "Training", 0.03, 0.75)
    JUDGE = ("judge", "Judging on the holdout", 0.75, 0.83)
    PRELABEL = ("prelabel", "Drafting and scoring the pool", 0.83, 0.99)
    PICK = ("pick", "Picking the next batch", 0.99, 1.0)

    @property
    def title(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class StageReport:
    """Says how far a stage of a job is."""

    run: Run
    stage: Stage

    def progress(
        self, fraction: float, detail: str = "", *, eta_seconds: float | None = None
    ) -> None:
        """`fraction` 0..1 of this stage; the job's own bar covers all stages."""
        _, title, start, end = self.stage.value
        text = f"{title}: {detail}" if detail else title
        within = start + (end - start) * min(max(fraction, 0.0), 1.0)
        self.run.progress(min(within, 0.999), text, eta_seconds=eta_seconds)


@contextmanager
def stage(run: Run, training_run_id: int, which: Stage) -> Iterator[StageReport]:
    """Run one stage of a turn; its seconds are noted with the training run.

    Raises:
        Superseded: the job belongs to another worker by now.
        Interrupted: the worker was asked to stop.
    """
    run.stop_if_asked()
    began = time.monotonic()
    report = StageReport(run, which)
    report.progress(0.0)
    yield report
    with run.commit_results(last=False):
        rounds.note_seconds(
            run_id=training_run_id, stage=which.value[0], seconds=time.monotonic() - began
        )
