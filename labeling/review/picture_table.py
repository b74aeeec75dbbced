"""The table beside a folder of pictures: whose they are, and what is told of them."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from labeling.cohorts.models import SplitName
from labeling.core.errors import BadInput
from labeling.imaging.pictures import SUFFIXES, PictureText
from labeling.imaging.synthesis import PatientIdentity
from labeling.review.nifti_folder import SPLITS

IDS = ("id", "image", "file", "image_index")
PATIENTS = ("patient_id", "patient", "group")
VIEWS = ("AP", "PA", "LL", "RL", "LLD", "RLD", "LLO", "RLO")  # PS3.3 C.8.11.5, the common ones


class PicturesRefused(BadInput):
    """The folder or its table is not laid out as expected."""


@dataclass(frozen=True)
class PictureRow:
    """One picture to import.

    Attributes:
        id: names it in this project; its UIDs follow from it.
        path: JPEG or PNG.
        patient: an id of one's own, never a name.
        text: goes into the DICOM header.
        split: fixed beforehand; None has it drawn.
    """

    id: str
    path: Path
    patient: PatientIdentity
    text: PictureText
    split: SplitName | None


def rows_of(folder: Path, table: Path | None) -> Iterator[PictureRow]:
    """One row per picture, by name; with a table, those that it names.

    Args:
        folder: with `*.jpg`, `*.jpeg` or `*.png`.
        table: CSV with the column `id` (the file's name, with or without its ending) and, if told,
            patient_id, sex, age, view, split.

    Raises:
        PicturesRefused: no pictures, a table that cannot be read, an unknown split.
    """
    pictures = {
        p.stem: p for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES and p.is_file()
    }
    if not pictures:
        raise PicturesRefused(f"Expected JPEG or PNG files in {folder}, found none.")
    told = _told(table) if table else {name: {} for name in pictures}
    for name, row in told.items():
        if name in pictures:
            yield _row(name, pictures[name], row)


def _row(name: str, path: Path, row: Mapping[str, str]) -> PictureRow:
    patient = _first(row, PATIENTS) or name
    sex = row.get("sex", "").strip().upper()[:1]
    view = (row.get("view", "").split() or [""])[0].upper()
    return PictureRow(
        id=name,
        path=path,
        patient=PatientIdentity(patient[:64], sex=sex if sex in ("M", "F", "O") else ""),
        text=PictureText(
            series_description=name[:64],
            body_part=row.get("body_part", "").strip().upper()[:16],
            view_position=view if view in VIEWS else "",
            age=_age(row.get("age", "")),
        ),
        split=_split(name, row.get("split", "")),
    )


def _age(value: str) -> str:
    """Years as a DICOM AS: 47 -> 047Y; empty where it is no number of years."""
    years = re.fullmatch(r"\s*(\d{1,3})(\.0+)?\s*", value)
    return f"{int(years[1]):03d}Y" if years else ""


def _split(name: str, value: str) -> SplitName | None:
    if value not in SPLITS:
        known = ", ".join(word for word in SPLITS if word)
        raise PicturesRefused(f"{name}: expected a split among {known}, got {value!r}.")
    return SPLITS[value]


def _told(table: Path) -> dict[str, dict[str, str]]:
    if not table.is_file():
        raise PicturesRefused(f"Expected a CSV table, {table} is no file.")
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            names = reader.fieldnames or ()
            if not set(IDS) & set(names):
                raise PicturesRefused(
                    f"{table.name}: expected a column id, got {', '.join(names)}."
                )
            return {Path(_first(row, IDS)).stem: row for row in reader}
    except (csv.Error, UnicodeDecodeError) as error:
        raise PicturesRefused(f"{table.name}: expected a CSV table in UTF-8: {error}") from error


def _first(row: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((row[name].strip() for name in names if row.get(name)), "")
