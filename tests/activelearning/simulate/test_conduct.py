"""Worker processes, and their death."""

import io
import json
import os
import re
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from activelearning.simulate import conduct as module
from activelearning.simulate.conduct import Conductor, Progress, conduct
from activelearning.simulate.errors import UnitFailed
from activelearning.simulate.folder import FULL, Task
from activelearning.simulate.hands import Hand, Said
from activelearning.simulate.summary import summarise
from activelearning.simulate.worker import answer
from tests.activelearning.simulate import blobs


class Killer:
    """Kills the worker that reports a training's first step, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hands: list[Hand] = []
        self.killed = 0
        started = module.Hand

        def start(*given: object, **options: object) -> Hand:
            self.hands.append(started(*given, **options))  # type: ignore[arg-type]
            return self.hands[-1]

        monkeypatch.setattr(module, "Hand", start)

    def __call__(self, progress: Progress | None) -> None:
        if progress and progress.event.get("event") == "progress" and not self.killed:
            self.killed += 1
            os.kill(self.hands[-1].pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_worker_that_is_killed_in_a_training_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = summarise(blobs.play_all(blobs.table(tmp_path / "calm")))
    killer = Killer(monkeypatch)
    table = blobs.table(tmp_path / "killed")
    conduct(table, workers=1, watch=killer)
    assert killer.killed == 1
    assert len(killer.hands) == 2
    assert summarise(table) == undisturbed


def test_a_case_that_cannot_be_learned_from_ends_it_with_its_name(tmp_path: Path) -> None:
    table = blobs.table(tmp_path)
    for case in table.data.pool:
        (table.data.directory / case.image).write_bytes(b"no array")
    said = io.StringIO()
    answer(table, Task("random", 0, 0), said)
    last = json.loads(said.getvalue().splitlines()[-1])
    assert last["event"] == "error"
    assert last["code"] == "unreadable_case"
    assert re.match(r"Case case-\d\d: .*cannot be read", last["message"])
    conductor = Conductor(table, lambda _: None, ())
    with pytest.raises(UnitFailed, match=r"cannot be read.*Chance, seed 0, round 0") as failed:
        conductor.hear(Said(SimpleNamespace(task=Task("random", 0, 0)), last))  # type: ignore[arg-type]
    assert failed.value.code == "unreadable_case"


def test_two_rounds_of_one_training_are_not_handed_out_at_once(tmp_path: Path) -> None:
    """Both arms begin with the same set: the second waits, and the reference goes first."""
    conductor = Conductor(blobs.table(tmp_path), lambda _: None, ())
    assert conductor.next_beside([]) == Task("random", 0, 0)
    assert conductor.next_beside([Task("random", 0, 0)]) == Task(FULL, 0, 0)
