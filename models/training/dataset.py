"""The dataset folder that training reads: DIR/dataset.json and one compressed array file a case.

    {"label_values": [0, 1, 2], "modality": "MR",
     "cases": [{"id": "a", "split": "train", "image": "cases/a.npz"}]}

and where it applies `head` ("sigmoid" for labels that may overlap), `ignore_value` (255, of voxels
that nobody labelled), `channels` (their names, in order) and a `patient` per case.

Each .npz holds `image` float32 (z, y, x) or (c, z, y, x), `mask` uint8 and `spacing` float64[3] in
mm (z, y, x). The mask of a softmax head is (z, y, x) of label values; of a sigmoid head (k, z, y, x)
of 0 and 1, one per label but the background. `split` is "train" or "validation"; a holdout case has
no place here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.files import read_json, write_json
from models.labelmap import IGNORE
from models.spec import HEADS
from models.training.arrays import (
    Split,
    check_entries,
    read_arrays,
    read_spacing,
    write_arrays,
)
from models.transforms.prepare import with_channels


@dataclass(frozen=True)
class CaseEntry:
    """One line of the index: where a case lies and what it is for; `patient` "" is not known."""

    id: str
    split: Split
    image: str
    patient: str = ""

    def to_json(self) -> dict[str, str]:
        """As dataset.json holds it."""
        known = {"id": self.id, "split": self.split, "image": self.image}
        return known | ({"patient": self.patient} if self.patient else {})


@dataclass(frozen=True)
class LabeledCase:
    """One case in memory.

    Attributes:
        image: float32 (c, z, y, x), modality units; (z, y, x) is one channel.
        mask: uint8 (z, y, x) label values, or (k, z, y, x) of 0 and 1 for a sigmoid head.
        spacing: mm (z, y, x).
    """

    id: str
    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]


@dataclass(frozen=True)
class DatasetIndex:
    """What dataset.json says.

    Attributes:
        modality: DICOM modality; "CT" keeps the absolute scale.
        head: "softmax" for labels that exclude each other, "sigmoid" for those that may overlap.
        ignore_value: in a mask, of voxels that count in no loss and no score; None without.
        channels: names of the image's channels in order; empty when nobody named them.
    """

    directory: Path
    label_values: tuple[int, ...]
    cases: tuple[CaseEntry, ...]
    modality: str = ""
    head: str = "softmax"
    ignore_value: int | None = None
    channels: tuple[str, ...] = ()

    def of_split(self, split: Split) -> tuple[CaseEntry, ...]:
        """The cases of one split, in the order of the index."""
        return tuple(case for case in self.cases if case.split == split)


def write_case(
    directory: Path,
    case_id: str,
    image: NDArray[np.float32],
    mask: NDArray[np.uint8],
    spacing: Sequence[float],
    *,
    split: Split = "train",
    patient: str = "",
) -> CaseEntry:
    """Write one case under `directory`/cases and return the entry for `write_index`."""
    relative = write_arrays(
        directory,
        case_id,
        image=np.asarray(image, dtype=np.float32),
        mask=np.asarray(mask, dtype=np.uint8),
        spacing=np.asarray(spacing, dtype=np.float64),
    )
    return CaseEntry(id=case_id, split=split, image=relative, patient=patient)


def write_index(
    directory: Path,
    *,
    label_values: Sequence[int],
    cases: Sequence[CaseEntry],
    modality: str = "",
    head: str = "softmax",
    ignore_value: int | None = None,
    channels: Sequence[str] = (),
) -> None:
    """Write dataset.json, last of all: a folder without it is not a dataset yet."""
    write_json(
        directory / "dataset.json",
        {
            "label_values": [int(value) for value in label_values],
            "modality": modality,
            "head": head,
            "ignore_value": ignore_value,
            "channels": list(channels),
            "cases": [case.to_json() for case in cases],
        },
    )


def read_index(directory: Path) -> DatasetIndex:
    """Read and check dataset.json; raises DatasetProblem."""
    path = directory / "dataset.json"
    if not path.is_file():
        raise DatasetProblem(
            f"{directory} holds no dataset.json. A folder as others keep it becomes one to train on by "
            "python -m models.training.convert."
        )
    try:
        value = read_json(path)
        cases = tuple(
            CaseEntry(str(c["id"]), c["split"], str(c["image"]), str(c.get("patient") or ""))
            for c in value["cases"]
        )
        ignored = value.get("ignore_value")
        index = DatasetIndex(
            directory=directory,
            label_values=tuple(int(v) for v in value["label_values"]),
            cases=cases,
            modality=str(value.get("modality", "")),
            head=str(value.get("head", "softmax")),
            ignore_value=None if ignored is None else int(ignored),
            channels=tuple(str(name) for name in value.get("channels", ())),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise DatasetProblem(f"dataset.json cannot be read: {error!r}.") from error
    check_entries(directory, index.cases)
    _check_labels(index)
    return index


def read_case(index: DatasetIndex, entry: CaseEntry) -> LabeledCase:
    """Load one case, its image as (c, z, y, x); raises DatasetProblem that names it."""
    arrays = read_arrays(index.directory / entry.image, ("image", "mask", "spacing"), case=entry.id)
    image, mask = arrays["image"], arrays["mask"]
    z, y, x = read_spacing(arrays["spacing"], "zyx", case=entry.id)
    return LabeledCase(entry.id, with_channels(image), mask, (z, y, x))


def _check_labels(index: DatasetIndex) -> None:
    values = index.label_values
    distinct = len(set(values)) == len(values)
    if (
        len(values) < 2
        or values[0] != 0
        or not distinct
        or not 0 <= min(values) <= max(values) <= 255
    ):
        raise DatasetProblem(
            f"label_values is {list(values)}, expected 0 followed by other distinct values to 255."
        )
    if index.head not in HEADS:
        raise DatasetProblem(f"head is {index.head!r}, expected one of {HEADS}.")
    if index.ignore_value is not None and (index.ignore_value != IGNORE or IGNORE in values):
        raise DatasetProblem(
            f"ignore_value is {index.ignore_value} beside labels {list(values)}, "
            f"expected {IGNORE} and no label of that value."
        )
