from __future__ import annotations

from pathlib import Path

import pytest

from models.training.convert import main
from models.training.dataset import read_index
from models.training.preflight import preflight
from tests.models.training.test_folders import save
from tests.models.volumes import two_blobs

ROWS = [
    ("a1", "a", "train"),
    ("b1", "b", "train"),
    ("b2", "b", "train"),  # of a patient who validates
    ("c1", "c", "validation"),
    ("d1", "d", "val"),  # another word for what judges: nothing is said to be learned from it
    ("e1", "e", "test"),
]


def folder(directory: Path) -> Path:
    for number, (case, _patient, _split) in enumerate(ROWS):
        image, mask = two_blobs(number)
        save(directory / f"images/{case}.nii.gz", image)
        save(directory / f"labels/{case}.nii.gz", mask)
    lines = ["id,patient,split", *(",".join(row) for row in ROWS)]
    (directory / "manifest.csv").write_text("\n".join(lines))
    return directory


def test_a_folder_of_others_becomes_one_to_train_on_without_the_cases_that_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = folder(tmp_path / "given")
    assert main([str(given), str(tmp_path / "ours"), "--validate-every", "2"]) == 0
    preflight(tmp_path / "ours")
    splits = {case.id: case.split for case in read_index(tmp_path / "ours").cases}
    assert splits == {"a1": "train", "b1": "validation", "b2": "validation", "c1": "validation"}
    told = "1 test, left out; 1 train; 1 val, left out; 3 validation"
    assert capsys.readouterr().out == f"{tmp_path / 'ours'}: {told}\n"


def test_what_is_no_folder_of_labelled_cases_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "ours")]) == 1
    assert "is no labelled folder" in capsys.readouterr().err
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize("place", ["given", "other", "file", "nowhere"])
def test_nothing_that_is_there_already_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """Of the folder itself, a dataset of others, a file, and a link to where nothing is."""
    given, out = folder(tmp_path / "given"), tmp_path / place
    (tmp_path / "other").mkdir()
    (tmp_path / "other/dataset.json").write_text("{}")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert main([str(given), str(out)]) == 1
    assert (
        capsys.readouterr().err == f"{out} is there already: expected a new or an empty folder.\n"
    )
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_a_place_that_cannot_be_written_to_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert main([str(folder(tmp_path / "given")), str(tmp_path / "file/below")]) == 1
    assert "file/below cannot be written: [Errno 20]" in capsys.readouterr().err
