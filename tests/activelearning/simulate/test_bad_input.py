"""Folders, numbers and files that a simulation must not stumble over."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from activelearning.simulate.cases import Grammar, Source
from activelearning.simulate.conduct import conduct
from activelearning.simulate.errors import BadProtocol
from activelearning.simulate.setup import set_up
from models.errors import DatasetProblem
from models.training.dataset import write_case
from tests.activelearning.simulate import blobs
from tests.models.volumes import SPACING, two_blobs, write_dataset


def simulate(dataset: Path, out: Path, **changes: Any) -> None:
    options = {"strategies": "random", "seeds": 1, "seed_labels": 1, "batch": 1, "rounds": 1}
    options |= {"steps": 2} | changes
    options = {name: value for name, value in options.items() if value is not None}
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
        ({"strategies": "power:beta=" + "[" * 100_000}, "beta"),
        ({"workers": -1}, "workers"),
        ({"steps": 10**12}, "steps"),
        ({"steps": None, "budget_seconds": float("inf")}, "budget_seconds"),
        ({"steps": None, "budget_seconds": float("nan")}, "budget_seconds"),
        ({"threads": 10**9}, "threads"),
        ({"seeds": -1}, "seeds"),
        ({"seed_labels": 3}, "seed_labels"),
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


def test_a_case_that_nothing_can_be_learned_from_is_named_before_hours_go_into_the_others(
    tmp_path: Path,
) -> None:
    image, mask = two_blobs(0)
    write_dataset(tmp_path / "data", train=3, validation=1)
    for bad, code in (
        ({"image": np.full_like(image, np.nan)}, "values of the image are not finite"),
        ({"image": np.stack([image, image])}, "the image has 2 channels"),
        ({"mask": np.full_like(mask, 7)}, r"labels \[7\] are not among"),
        ({"spacing": (1e4, 1.0, 1.0)}, "spacing is"),
    ):
        arrays: dict[str, Any] = {"image": image, "mask": mask, "spacing": SPACING} | bad
        write_case(tmp_path / "data", "case-2", **arrays)
        with pytest.raises(CommandError, match=f"Case case-2: .*{code}"):
            simulate(tmp_path / "data", tmp_path / "out")
    assert not list((tmp_path / "out").glob("rounds"))


def test_results_are_not_written_over_the_dataset(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=3, validation=1)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for out in (tmp_path, tmp_path / "data"):
        with pytest.raises(CommandError, match="holds the dataset"):
            simulate(tmp_path / "data", out)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_two_cases_of_one_name_are_named(tmp_path: Path) -> None:
    twice = Source(Grammar((0, 1, 2), "MR"), [*blobs.cases(2), *blobs.cases(1)])
    with pytest.raises(DatasetProblem, match="case-00 is there twice"):
        set_up(tmp_path, blobs.PROTOCOL, name="blobs", source=lambda: twice)


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
