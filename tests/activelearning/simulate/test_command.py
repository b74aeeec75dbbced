"""The command, with its rounds played in this process."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from activelearning.management.commands import simulate as module
from activelearning.simulate.conduct import Progress, tasks_of
from activelearning.simulate.round import Table
from tests.activelearning.simulate import blobs
from tests.models.volumes import write_dataset


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    def conduct(table: Table, *, watch: Any, **_: Any) -> None:
        tasks = tasks_of(table.protocol)
        watch(Progress(0, len(tasks)))
        blobs.play_all(table)
        for at, task in enumerate(tasks, start=1):
            watch(Progress(at, len(tasks), task, {"event": "played"}))

    monkeypatch.setattr(module, "conduct", conduct)


def _run(dataset: Path, out: Path, **changes: object) -> str:
    said = io.StringIO()
    options = {
        "strategies": "random,margin:aggregation=mean", "seeds": 1, "seed_labels": 2, "batch": 1, "rounds": 1,
        "steps": 3, "json": True,
    }  # fmt: skip
    call_command("simulate", dataset=dataset, out=out, stdout=said, **(options | changes))
    return said.getvalue()


def test_it_says_how_far_it_is_and_leaves_tables_curves_and_a_picture(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=6, validation=2)
    lines = _run(tmp_path / "data", tmp_path / "out").splitlines()
    assert lines[:2] == [f"reading the cases of {tmp_path / 'data'}", "0 of 5 rounds are there"]
    assert lines[2].startswith("[1/5] Chance, seed 0, round 0: 2 labels, Dice 0.")
    results = json.loads(lines[-1])
    assert [arm["strategy"] for arm in results["arms"]] == ["random", "margin:aggregation=mean"]
    assert results["cases"]["pool"] == 6
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"results.json", "results.md", "curves.csv", "curves.png"} <= files
    assert json.loads((tmp_path / "out" / "results.json").read_text()) == results


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"strategies": "random,psychic"}, "psychic"),
        ({"rounds": 9}, "seed_labels \\+ rounds x batch"),
        ({"dataset": "nowhere"}, "no labelled folder"),
    ],
)
def test_what_cannot_be_played_is_one_line(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    write_dataset(tmp_path / "data", train=6, validation=2)
    dataset = tmp_path / changes.pop("dataset", "data")
    with pytest.raises(CommandError, match=says):
        _run(dataset, tmp_path / "out", **changes)
