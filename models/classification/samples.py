"""Batches of films, drawn so that step n is the same whether or not the run was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.classification.augment import FilmRanges, apply_films, draw_film
from models.classification.dataset import FilmIndex, read_film
from models.classification.prepare import prepare_film
from models.classification.spec import ClassifierSpec
from models.errors import DatasetProblem, InputProblem
from models.training.arrays import Split


@dataclass(frozen=True)
class FilmSet:
    """Prepared films of one split.

    Attributes:
        images: float32 (n, c, y, x), normalised.
        labels: float32 (n, findings): 0, 1, or NaN where it is not known.
        patients: key of each film's patient.
    """

    images: torch.Tensor
    labels: torch.Tensor
    patients: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.patients)


@dataclass(frozen=True)
class FilmBatch:
    """Images float32 (N, c, y, x) and labels float32 (N, findings), NaN where unknown."""

    images: torch.Tensor
    labels: torch.Tensor


def load_films(index: FilmIndex, split: Split, spec: ClassifierSpec) -> FilmSet:
    """Read and prepare the films of one split; raises DatasetProblem naming a bad one."""
    entries = index.of_split(split)
    images: list[NDArray[np.float32]] = []
    for entry in entries:
        film = read_film(index, entry)
        try:
            images.append(prepare_film(film.image, film.spacing, spec))
        except InputProblem as problem:
            message = f"Case {film.id}: {problem.message}"
            raise DatasetProblem(message, code=problem.code, case=film.id) from problem
    stacked = np.stack(images) if images else np.zeros((0, spec.in_channels, *spec.size))
    return FilmSet(
        images=torch.from_numpy(stacked.astype(np.float32)),
        labels=torch.from_numpy(index.labels_of(entries)),
        patients=tuple(entry.patient for entry in entries),
    )


class FilmSampler:
    """Batches by step number: every film once per epoch, in an order seeded by (seed, epoch)."""

    def __init__(self, films: FilmSet, ranges: FilmRanges, *, seed: int, batch_size: int) -> None:
        self._films, self._ranges = films, ranges
        self._seed, self._batch_size = seed, batch_size

    def batch(self, step: int, device: torch.device) -> FilmBatch:
        """The batch of this step, on the device; depends on nothing but seed and step."""
        rng = np.random.default_rng([self._seed, 1, step])
        first = step * self._batch_size
        chosen = [self._place(first + n) for n in range(self._batch_size)]
        images = self._films.images[chosen].to(device)
        draws = [draw_film(rng, self._ranges, images.shape[2:]) for _ in chosen]
        return FilmBatch(apply_films(images, draws), self._films.labels[chosen].to(device))

    def _place(self, position: int) -> int:
        epoch, place = divmod(position, len(self._films))
        order = np.random.default_rng([self._seed, 0, epoch]).permutation(len(self._films))
        return int(order[place])


def positive_weights(labels: Sequence[Sequence[float]] | torch.Tensor, most: float) -> torch.Tensor:
    """How much a present finding weighs against an absent one: absent / present, at most `most`."""
    known = torch.as_tensor(labels)
    present, absent = (known == 1).sum(dim=0), (known == 0).sum(dim=0)
    return (absent / present.clamp_min(1)).clamp(1 / most, most).float()
