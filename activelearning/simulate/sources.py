"""Labelled folders: our own dataset folder, and NIfTI files beside a manifest."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import nibabel as nib
import numpy as np

from activelearning.simulate.cases import Source, TruthCase
from activelearning.simulate.errors import BadData
from models.training.dataset import read_case, read_index

HOLDOUT = ("val", "validation", "holdout", "test")


def read_source(directory: Path) -> Source:
    """What a folder holds.

    Raises:
        BadData: it is none of the known kinds.
        DatasetProblem: it cannot be read.
    """
    if (directory / "manifest.csv").is_file():
        return _manifest(directory)
    if (directory / "cases").is_dir() and (directory / "dataset.json").is_file():
        return _ours(directory)
    raise BadData(
        f"{directory} is no labelled folder.",
        expected="manifest.csv with images/ and labels/, or dataset.json",
        got=sorted(path.name for path in directory.glob("*"))[:8] if directory.is_dir() else "none",
    )


def _ours(directory: Path) -> Source:
    index = read_index(directory)

    def cases() -> Iterator[TruthCase]:
        for entry in index.cases:
            case = read_case(index, entry)
            patient = str(getattr(entry, "patient", "") or entry.id)
            yield TruthCase(entry.id, patient, case.image, case.mask, case.spacing)

    return Source(index.label_values, index.modality, cases())


def _manifest(directory: Path) -> Source:
    with (directory / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    values: set[int] = {0}
    for row in rows:
        values |= {int(value) for value in np.unique(_mask(directory, row["id"]))}
    return Source(tuple(sorted(values)), "MR", _rows(directory, rows))


def _rows(directory: Path, rows: list[dict[str, str]]) -> Iterator[TruthCase]:
    for row in rows:
        image = nib.load(directory / "images" / f"{row['id']}.nii.gz")
        x, y, z = (float(step) for step in image.header.get_zooms()[:3])
        yield TruthCase(
            id=row["id"],
            patient=row.get("group_heuristic") or row["id"],
            image=np.ascontiguousarray(np.asarray(image.dataobj, np.float32).T),
            mask=_mask(directory, row["id"]),
            spacing=(z, y, x),
            holdout=row["split"] in HOLDOUT if row.get("split") else None,
        )


def _mask(directory: Path, case: str) -> np.ndarray:
    labels = nib.load(directory / "labels" / f"{case}.nii.gz")
    return np.ascontiguousarray(np.rint(np.asarray(labels.dataobj)).astype(np.uint8).T)
