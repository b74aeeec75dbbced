"""Folders, numbers and files that a simulation must not stumble over."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from activelearning.simulate.conduct import conduct
from activelearning.simulate.errors import BadProtocol
from activelearning.simulate.setup import set_up
from tests.activelearning.simulate import blobs
from tests.models.volumes import write_dataset


def simulate(dataset: Path, out: Path, **changes: Any) -> None:
    options = {"strategies": "random", "seeds": 1, "seed_labels": 1, "batch": 1, "rounds": 1}
    options |= {"steps": 2} | changes
    call_command("simulate", dataset=dataset, out=out, stdout=io.StringIO(), **options)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seeds": 0}, "seeds"),
        ({"batch": 0}, "batch"),
        ({"rounds": 10**9}, "the cases of the pool"),
        ({"holdout_share": float("nan")}, "holdout_share"),
        ({"holdout_share": 7.0}, "holdout_share"),
        ({"holdout_share": -1.0}, "holdout_share"),
        ({"minutes_per_case": float("nan")}, "minutes per_case"),
        ({"random_share": float("nan")}, "random_share"),
        ({"strategies": ""}, "strategies"),
        ({"workers": -1}, "workers"),
    ],
    ids=repr,
)
def test_numbers_that_make_no_sense_are_one_line(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    write_dataset(tmp_path / "data", train=3, validation=1)
    with pytest.raises(CommandError, match=says):
        simulate(tmp_path / "data", tmp_path / "out", **changes)


def test_an_out_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=3, validation=1)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="Not a directory"):
        simulate(tmp_path / "data", tmp_path / "file" / "out")


def test_images_without_labels_and_a_file_cut_short_are_named(tmp_path: Path) -> None:
    (tmp_path / "bare" / "images").mkdir(parents=True)
    with pytest.raises(CommandError, match="no labelled folder"):
        simulate(tmp_path / "bare", tmp_path / "out")
    write_dataset(tmp_path / "data", train=3, validation=1)
    case = tmp_path / "data" / "cases" / "case-2.npz"
    case.write_bytes(case.read_bytes()[:100])
    with pytest.raises(CommandError, match="Case case-2"):
        simulate(tmp_path / "data", tmp_path / "out")


def test_one_patient_alone_leaves_no_pool(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=1, validation=0)
    with pytest.raises(CommandError, match="The pool is empty"):
        simulate(tmp_path / "data", tmp_path / "out")


def test_cases_of_a_refused_request_do_not_pass_for_those_of_the_next(tmp_path: Path) -> None:
    with pytest.raises(BadProtocol):
        blobs.table(tmp_path, rounds=50)  # refused once the cases are in and counted
    table = set_up(tmp_path, blobs.PROTOCOL, name="other blobs", source=lambda: blobs.source(8))
    assert len(table.data.pool) + len(table.data.holdout) == 8


def test_without_workers_it_ends_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadProtocol, match="workers"):
        conduct(blobs.table(tmp_path), workers=0, watch=lambda progress: None)
