"""The chest X-rays of `../shared/data/cxr`: what each is, and the pixels."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SPACING = (1.0, 1.0)
"""The files say nothing of millimetres: pixels stand in for them."""
SPLITS = {"train": "train", "val": "validation", "test": "test"}
AGES = ((0, 40), (40, 60), (60, 200))
NIH = "nih-chestxray14"


@dataclass(frozen=True)
class Film:
    """One line of metadata.csv. `normal` and `pneumonia` are None where it is not known."""

    id: str
    patient: str
    source: str
    sex: str
    age: float | None
    view: str
    split: str
    normal: int | None
    pneumonia: int | None
    has_lungs: bool

    @property
    def age_band(self) -> str:
        """In words; "" where the age is not known."""
        if self.age is None:
            return ""
        low, high = next(band for band in AGES if band[0] <= self.age < band[1])
        return f"{low} to {high - 1}" if high < 200 else f"{low} and over"


def read_films(directory: Path) -> list[Film]:
    """All films, in the order of the file. Supine counts as AP: the beam comes from the front."""
    with (directory / "metadata.csv").open(encoding="utf-8") as handle:
        return [
            Film(
                id=row["id"],
                patient=row["patient_id"],
                source=row["source"],
                sex=row["sex"],
                age=float(row["age"]) if row["age"] else None,
                view=row["view"].split()[0],
                split=SPLITS[row["split"]],
                normal=_known(row["normal"]),
                pneumonia=_known(row["pneumonia_any"]),
                has_lungs=row["lung_mask"] == "1",
            )
            for row in csv.DictReader(handle)
        ]


def groups_of(films: list[Film]) -> dict[str, Callable[[Film], bool]]:
    """By sex, age band and view, all of them first; and which film belongs where."""
    bands = sorted({film.age_band for film in films if film.age_band})
    return {
        "all": lambda _: True,
        "women": lambda film: film.sex == "F",
        "men": lambda film: film.sex == "M",
        **{f"age {band}": lambda film, band=band: film.age_band == band for band in bands},
        "view PA": lambda film: film.view == "PA",
        "view AP": lambda film: film.view == "AP",
    }


def pixels(directory: Path, film: Film, side: int) -> NDArray[np.float32]:
    """(y, x) float32 0..255, the longer side brought to `side` pixels."""
    with Image.open(directory / "images" / f"{film.id}.jpg") as image:
        return np.asarray(_to(image.convert("L"), side, Image.Resampling.BOX), np.float32)


def lungs(directory: Path, film: Film, side: int) -> NDArray[np.uint8]:
    """(y, x) uint8: 1 right, 2 left, 255 ignore; at the size of `pixels`."""
    with Image.open(directory / "masks_lung" / f"{film.id}.png") as mask:
        return np.asarray(_to(mask, side, Image.Resampling.NEAREST), np.uint8)


def alike(directory: Path, films: list[Film], least: float = 0.965) -> list[tuple[str, str, float]]:
    """Pairs whose thumbnails correlate at `least` or more: near-duplicates."""
    thumbs = []
    for film in films:
        with Image.open(directory / "images" / f"{film.id}.jpg") as image:
            thumb = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.BOX), float)
        thumbs.append(((thumb - thumb.mean()) / (thumb.std() * 32)).ravel())
    together = np.triu(np.array(thumbs) @ np.array(thumbs).T, 1)
    return [
        (films[i].id, films[j].id, float(together[i, j])) for i, j in np.argwhere(together >= least)
    ]


def _to(image: Image.Image, side: int, how: Image.Resampling) -> Image.Image:
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, how)


def _known(value: str) -> int | None:
    return int(value) if value else None
