from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.classification.dataset import is_of_films, read_film_index
from models.classification.preflight import preflight_films
from models.errors import DatasetProblem
from tests.models.classification.films import film, replaced, write_films, write_index
from tests.models.volumes import write_dataset


def test_a_good_dataset_passes_and_says_how_many_channels_it_has(tmp_path: Path) -> None:
    write_films(tmp_path)
    checked = preflight_films(tmp_path)
    assert checked.in_channels == 1
    assert checked.index.findings == ("clear", "disc")
    assert len(checked.index.of_split("train")) == 12


def test_an_unknown_label_is_not_a_number(tmp_path: Path) -> None:
    entries = replaced(tmp_path, write_films(tmp_path), 0, labels={"clear": None})
    write_index(tmp_path, entries)
    index = preflight_films(tmp_path).index
    labels = index.labels_of(index.cases[:2])
    assert np.isnan(labels[0]).tolist() == [True, True]
    assert labels[1].tolist() == [0, 1]


NOT_FINITE = film(0, disc=False)
NOT_FINITE[0, 3, 3] = np.nan


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"image": np.full((1, 40, 36), 7, np.float32)}, "constant_image"),
        ({"image": NOT_FINITE}, "not_finite"),
        ({"image": np.concatenate([film(1, disc=True)] * 3)}, "mixed_channels"),
        ({"image": film(1, disc=True)[0]}, "bad_shape"),
        ({"spacing": (1.0, 0.0)}, "bad_spacing"),
        ({"spacing": (1.0, 1.0, 1.0)}, "bad_spacing"),
        ({"spacing": (1.0, 1e300)}, "bad_spacing"),
        ({"spacing": (1e-300, 1.0)}, "bad_spacing"),
        ({"image": film(1, disc=True) * np.float32(1e34)}, "not_plausible"),
        ({"labels": {"clear": 2, "disc": 0}}, "bad_label"),
        ({"labels": {"clear": 1, "fracture": 0}}, "unknown_finding"),
        ({"patient": "film-19"}, "patient_in_two_splits"),  # a film of the validation split
    ],
)
def test_a_bad_case_is_named(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    entries = replaced(tmp_path, write_films(tmp_path), 3, **change)
    write_index(tmp_path, entries)
    with pytest.raises(DatasetProblem) as caught:
        preflight_films(tmp_path)
    assert caught.value.code == code
    assert caught.value.case in ("film-3", "film-19")


def test_a_finding_that_no_training_case_has_cannot_be_learned(tmp_path: Path) -> None:
    entries = write_films(tmp_path)
    write_index(tmp_path, [entry for entry in entries if entry.labels["disc"] == 0])
    with pytest.raises(DatasetProblem, match="Finding clear: 6 training cases have it and 0") as e:
        preflight_films(tmp_path)
    assert e.value.code == "one_class_only"


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    entries = write_films(tmp_path)
    (tmp_path / entries[2].image).write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(DatasetProblem) as caught:
        preflight_films(tmp_path)
    assert (caught.value.code, caught.value.case) == ("unreadable_case", "film-2")


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ({"findings": ("disc", "disc")}, "expected distinct keys"),
        ({"normal": "none"}, "expected distinct keys"),
        ({"size": 8}, "expected 32 pixels or more"),
    ],
)
def test_a_wrong_index_says_what_is_wrong(
    tmp_path: Path, index: dict[str, Any], message: str
) -> None:
    write_films(tmp_path, train=2, validation=0, **index)
    with pytest.raises(DatasetProblem, match=message):
        read_film_index(tmp_path)


def test_the_two_kinds_of_dataset_are_told_apart(tmp_path: Path) -> None:
    write_films(tmp_path / "films", train=2, validation=0)
    write_dataset(tmp_path / "masks", train=1, validation=0)
    assert is_of_films(tmp_path / "films")
    assert not is_of_films(tmp_path / "masks")
    assert not is_of_films(tmp_path / "nowhere")
