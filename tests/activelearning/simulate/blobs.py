"""A tiny simulation: two-blob cases of two scans a patient, five steps a training."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from activelearning.simulate.cases import Grammar, Source, TruthCase
from activelearning.simulate.conduct import tasks_of
from activelearning.simulate.protocol import Protocol
from activelearning.simulate.round import Table, play
from activelearning.simulate.setup import set_up
from models.training.report import Reporter
from tests.models.volumes import SPACING, two_blobs

PROTOCOL = Protocol(
    strategies=("random", "entropy"), seeds=1, seed_labels=2, batch=2, rounds=1, steps=5
)
SHAPE = (8, 12, 8)


def cases(count: int = 12, *, patients: int | None = None) -> Iterator[TruthCase]:
    for number in range(count):
        image, mask = two_blobs(number, SHAPE)
        patient = f"patient-{number % (patients or count)}"
        yield TruthCase(f"case-{number:02d}", patient, image, mask, SPACING)


def source(count: int = 12, *, patients: int | None = None) -> Source:
    return Source(Grammar((0, 1, 2), "MR"), cases(count, patients=patients))


def table(root: Path, *, patients: int | None = None, count: int = 12, **changes: object) -> Table:
    protocol = replace(PROTOCOL, **changes)  # type: ignore[arg-type]
    return set_up(root, protocol, name="blobs", source=lambda: source(count, patients=patients))


def play_all(on: Table) -> Table:
    """Every round in this process."""
    for task in tasks_of(on.protocol):
        play(on, task, Reporter(io.StringIO()))
    return on
