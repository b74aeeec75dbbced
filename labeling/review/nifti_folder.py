"""A folder of NIfTI files as rows to import: DIR/images, DIR/labels and a table of groups."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from labeling.cohorts.models import SplitName
from labeling.core.errors import BadInput
from labeling.review.services.nifti import NiftiCase

GROUPS = ("group", "patient", "patient_id", "group_heuristic")
SPLITS: Mapping[str, SplitName | None] = {
    "": None,
    "train": SplitName.TRAIN,
    "validation": SplitName.VALIDATION,
    "val": SplitName.VALIDATION,
    "holdout": SplitName.HOLDOUT,
    "test": SplitName.HOLDOUT,
}


class FolderRefused(BadInput):
    """The folder is not laid out as expected."""


def rows_of(folder: Path, table: Path | None = None) -> Iterator[NiftiCase]:
    """One row per image, by name.

    Args:
        folder: with `images/*.nii[.gz]` and, of the same names, `labels/*.nii[.gz]`.
        table: CSV with the columns id, group and split; `manifest.csv` of the folder by default.

    Raises:
        FolderRefused: no images, or a table that cannot be read.
    """
    images = sorted(p for p in (folder / "images").glob("*") if _is_nifti(p))
    if not images:
        raise FolderRefused(f"Expected NIfTI files in {folder / 'images'}, found none.")
    told = _told(table or folder / "manifest.csv", required=table is not None)
    for image in images:
        name = case_id(image)
        row = told.get(name, {})
        label = folder / "labels" / image.name
        yield NiftiCase(
            id=name,
            image=image,
            label=label if label.is_file() else None,
            patient_id=_group(row),
            split=_split(name, row.get("split", "")),
        )


def case_id(path: Path) -> str:
    """The file's name without .nii or .nii.gz."""
    return path.name.removesuffix(".gz").removesuffix(".nii")


def _is_nifti(path: Path) -> bool:
    return path.name.endswith((".nii", ".nii.gz")) and not path.name.startswith(".")


def _group(row: Mapping[str, str]) -> str:
    """The patient; rows of one group share one."""
    found = next((row[name] for name in GROUPS if row.get(name)), "")
    return f"G{found.zfill(4)}" if found.isdigit() else found[:64]


def _split(name: str, value: str) -> SplitName | None:
    if value not in SPLITS:
        known = ", ".join(word for word in SPLITS if word)
        raise FolderRefused(f"{name}: expected a split among {known}, got {value!r}.")
    return SPLITS[value]


def _told(table: Path, *, required: bool) -> dict[str, dict[str, str]]:
    if not table.is_file():
        if required:
            raise FolderRefused(f"Expected a CSV table, {table} is no file.")
        return {}
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            names = reader.fieldnames or ()
            if "id" not in names:
                raise FolderRefused(f"{table.name}: expected a column id, got {', '.join(names)}.")
            return {row["id"]: row for row in reader}
    except (csv.Error, UnicodeDecodeError) as error:
        raise FolderRefused(f"{table.name}: expected a CSV table in UTF-8: {error}") from error
