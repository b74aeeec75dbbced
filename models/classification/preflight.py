"""Everything that can be known to be wrong before a classifier is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.classification.dataset import (
    FilmEntry,
    FilmIndex,
    LabeledFilm,
    read_film,
    read_film_index,
)
from models.errors import DatasetProblem
from models.training.checks import COARSEST_MM, FINEST_MM
from models.transforms.normalise import HUGE


@dataclass(frozen=True)
class FilmPreflight:
    """A dataset that may be trained on, and what its images have in common."""

    index: FilmIndex
    in_channels: int


def preflight_films(directory: Path) -> FilmPreflight:
    """Read every case once and check it.

    Raises:
        DatasetProblem: with `code` and, where one case is at fault, its id in `case`.
    """
    index = read_film_index(directory)
    train = index.of_split("train")
    if not train:
        raise DatasetProblem(
            "The dataset has no training case: expected 1 or more.", code="no_training_case"
        )
    _check_patients(index.cases)
    channels: int | None = None
    for entry in index.cases:
        film = read_film(index, entry)
        _raise(film.id, _label_faults(entry, index.findings))
        _raise(film.id, _image_faults(film, channels))
        channels = film.image.shape[0]
    _check_findings(index, train)
    return FilmPreflight(index=index, in_channels=channels or 1)


def _raise(case: str, faults: Sequence[tuple[str, str]]) -> None:
    for code, message in faults:
        raise DatasetProblem(f"Case {case}: {message}.", code=code, case=case)


def _label_faults(entry: FilmEntry, findings: Sequence[str]) -> list[tuple[str, str]]:
    unknown = sorted(set(entry.labels) - set(findings))
    if unknown:
        return [("unknown_finding", f"findings {unknown} are not among {list(findings)}")]
    odd = {key: label for key, label in entry.labels.items() if label not in (0, 1, None)}
    if odd:
        return [("bad_label", f"labels are {odd}, expected 0, 1 or null")]
    return []


def _image_faults(film: LabeledFilm, channels: int | None) -> list[tuple[str, str]]:
    image = film.image
    if image.ndim != 3 or 0 in image.shape:
        return [("bad_shape", f"the image has shape {image.shape}, expected (c, y, x)")]
    if image.dtype != np.float32:
        return [("bad_dtype", f"expected a float32 image, came {image.dtype}")]
    if channels is not None and image.shape[0] != channels:
        return [("mixed_channels", f"{image.shape[0]} channels, the others have {channels}")]
    if not all(FINEST_MM <= mm <= COARSEST_MM for mm in film.spacing):
        expected = f"expected {FINEST_MM:g} to {COARSEST_MM:g}"
        return [("bad_spacing", f"spacing is {film.spacing} mm (y, x), {expected}")]
    broken = int(image.size - np.isfinite(image).sum())
    if broken:
        return [("not_finite", f"{broken} values of the image are not finite")]
    if (most := float(np.abs(image).max())) > HUGE:
        return [("not_plausible", f"the image reaches {most:g}, expected up to {HUGE:g}")]
    if image.min() == image.max():
        return [("constant_image", f"every value of the image is {float(image.flat[0]):g}")]
    return []


def _check_patients(cases: Sequence[FilmEntry]) -> None:
    """A patient on both sides would let the validation split flatter the model."""
    sides: dict[str, FilmEntry] = {}
    for case in cases:
        other = sides.setdefault(case.patient, case)
        if other.split != case.split:
            raise DatasetProblem(
                f"Cases {other.id} and {case.id} are of one patient, but of two splits.",
                code="patient_in_two_splits",
                case=case.id,
            )


def _check_findings(index: FilmIndex, train: Sequence[FilmEntry]) -> None:
    """A finding of which training shows one side only cannot be learned."""
    labels = index.labels_of(train)
    for key, column in zip(index.findings, labels.T, strict=True):
        present, absent = int((column == 1).sum()), int((column == 0).sum())
        if present == 0 or absent == 0:
            raise DatasetProblem(
                f"Finding {key}: {present} training cases have it and {absent} don't, expected "
                "1 or more of each.",
                code="one_class_only",
            )
