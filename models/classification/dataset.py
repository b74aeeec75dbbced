"""The dataset folder that a classifier learns from: DIR/dataset.json and one array file a case.

    {"task": "classification", "findings": ["no_finding", "pneumonia"], "normal": "no_finding",
     "sided": true, "size": 224,
     "cases": [{"id": "a", "split": "train", "image": "cases/a.npz", "patient": "p1",
                "labels": {"no_finding": 0, "pneumonia": 1}}]}

Each .npz holds `image` float32 (c, y, x) and `spacing` float64[2] in mm (y, x). A label is 1 present,
0 absent or null unknown, which counts in no loss and no figure. `sided` says that left is not right, so
that no image is mirrored. `size` is the number of pixels that the longer side is brought to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classification.spec import TASK
from models.errors import DatasetProblem
from models.files import read_json, write_json
from models.training.arrays import (
    Split,
    check_entries,
    read_arrays,
    read_spacing,
    write_arrays,
)

SIZE = 224
Labels = Mapping[str, int | None]


@dataclass(frozen=True)
class FilmEntry:
    """One line of the index: where an image lies, whose it is and what is known of it."""

    id: str
    split: Split
    image: str
    patient: str
    labels: Labels


@dataclass(frozen=True)
class LabeledFilm:
    """One case in memory: image float32 (c, y, x), spacing mm (y, x)."""

    id: str
    image: NDArray[np.float32]
    spacing: tuple[float, float]


@dataclass(frozen=True)
class FilmIndex:
    """What dataset.json says."""

    directory: Path
    findings: tuple[str, ...]
    cases: tuple[FilmEntry, ...]
    normal: str = ""
    sided: bool = True
    size: int = SIZE

    def of_split(self, split: Split) -> tuple[FilmEntry, ...]:
        """The cases of one split, in the order of the index."""
        return tuple(case for case in self.cases if case.split == split)

    def labels_of(self, entries: Sequence[FilmEntry]) -> NDArray[np.float32]:
        """(n, findings): 0, 1, or NaN where it is not known."""
        rows = [[_number(entry.labels.get(key)) for key in self.findings] for entry in entries]
        return np.asarray(rows, dtype=np.float32).reshape(len(entries), len(self.findings))


def write_film(
    directory: Path,
    case_id: str,
    image: NDArray[np.float32],
    spacing: Sequence[float],
    labels: Labels,
    *,
    patient: str = "",
    split: Split = "train",
) -> FilmEntry:
    """Write one image (c, y, x) under `directory`/cases and return the entry for the index."""
    relative = write_arrays(
        directory,
        case_id,
        image=np.asarray(image, dtype=np.float32),
        spacing=np.asarray(spacing, dtype=np.float64),
    )
    return FilmEntry(case_id, split, relative, patient or case_id, dict(labels))


def write_film_index(
    directory: Path,
    *,
    findings: Sequence[str],
    cases: Sequence[FilmEntry],
    normal: str = "",
    sided: bool = True,
    size: int = SIZE,
) -> None:
    """Write dataset.json, last of all: a folder without it is not a dataset yet."""
    write_json(
        directory / "dataset.json",
        {
            "task": TASK,
            "findings": list(findings),
            "normal": normal,
            "sided": sided,
            "size": size,
            "cases": [vars(case) | {"labels": dict(case.labels)} for case in cases],
        },
    )


def is_of_films(directory: Path) -> bool:
    """Whether the folder is a classifier's dataset; False too where it cannot be read."""
    try:
        return read_json(directory / "dataset.json").get("task") == TASK
    except (OSError, ValueError):
        return False


def read_film_index(directory: Path) -> FilmIndex:
    """Read and check dataset.json; raises DatasetProblem."""
    try:
        value = read_json(directory / "dataset.json")
        index = FilmIndex(
            directory=directory,
            findings=tuple(str(key) for key in value["findings"]),
            cases=tuple(_entry(one) for one in value["cases"]),
            normal=str(value.get("normal", "")),
            sided=bool(value.get("sided", True)),
            size=int(value.get("size", SIZE)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise DatasetProblem(f"dataset.json cannot be read: {error!r}.") from error
    _check(index)
    return index


def read_film(index: FilmIndex, entry: FilmEntry) -> LabeledFilm:
    """Load one case; raises DatasetProblem that names it."""
    arrays = read_arrays(index.directory / entry.image, ("image", "spacing"), case=entry.id)
    y, x = read_spacing(arrays["spacing"], "yx", case=entry.id)
    return LabeledFilm(entry.id, arrays["image"], (y, x))


def _entry(value: Mapping[str, Any]) -> FilmEntry:
    name = str(value["id"])
    return FilmEntry(
        id=name,
        split=value["split"],
        image=str(value["image"]),
        patient=str(value.get("patient") or name),
        labels=dict(value["labels"]),
    )


def _number(label: int | None) -> float:
    return float("nan") if label is None else float(label)


def _check(index: FilmIndex) -> None:
    keys = index.findings
    if not keys or len(set(keys)) != len(keys) or index.normal not in ("", *keys):
        raise DatasetProblem(
            f"findings is {list(keys)} with {index.normal!r} as normal, expected distinct keys."
        )
    if index.size < 32:
        raise DatasetProblem(f"size is {index.size}, expected 32 pixels or more.")
    check_entries(index.directory, index.cases)
