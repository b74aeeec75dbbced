"""Prepared cases, held as near to the network as they fit: on the card, in memory, or on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import DatasetProblem, InputProblem
from models.planning.memory import check_room
from models.spec import ModelSpec
from models.training.arrays import Split
from models.training.dataset import DatasetIndex, LabeledCase, read_case
from models.training.places import Places, find_places
from models.transforms.prepare import prepare_image, prepare_mask

MEMORY_SHARE = 0.5
"""Share of the memory that is free, on the machine or on the card, that cases may take."""


@dataclass(frozen=True)
class PreparedCase:
    """A case on the planned grid.

    Attributes:
        image: float32 (c, z, y, x), normalised.
        mask: uint8 (1, z, y, x) channel numbers, or (k, z, y, x) of 0 and 1; IGNORE in both.
        places: where to centre crops.
    """

    id: str
    image: torch.Tensor
    mask: torch.Tensor
    places: Places

    @property
    def size(self) -> int:
        """Bytes."""
        return self.image.nbytes + self.mask.nbytes


def prepare_split(
    index: DatasetIndex, split: Split, spec: ModelSpec, *, room: int, folder: Path
) -> list[PreparedCase]:
    """Read and prepare the cases of one split.

    The first `room` bytes of them stay in memory; the others are written to `folder` and mapped from
    there, so that the system reads what a crop touches and may drop it again.

    Raises:
        DatasetProblem: naming a case that cannot be read or prepared.
    """
    cases: list[PreparedCase] = []
    for entry in index.of_split(split):
        case = prepare(read_case(index, entry), spec)
        room -= case.size
        cases.append(case if room >= 0 else _mapped(case, folder))
    return cases


def prepare(case: LabeledCase, spec: ModelSpec) -> PreparedCase:
    """Onto the planned grid and scale; raises DatasetProblem where that cannot be."""
    try:
        check_room(case.mask.shape[-3:], case.spacing, spec)
        mask = prepare_mask(case.mask, case.spacing, spec)
        image = prepare_image(case.image, case.spacing, spec)
    except InputProblem as problem:
        message = f"Case {case.id}: {problem.message}"
        raise DatasetProblem(message, code=problem.code, case=case.id) from problem
    return PreparedCase(
        case.id, torch.from_numpy(image), torch.from_numpy(mask), find_places(mask, spec)
    )


def on_device(cases: list[PreparedCase], device: torch.device) -> list[PreparedCase]:
    """All of them on the card when they fit beside the network, else as they are."""
    if device.type != "cuda":
        return cases
    free, _ = torch.cuda.mem_get_info(device)
    if sum(case.size for case in cases) > MEMORY_SHARE * free:
        return cases
    return [replace(c, image=c.image.to(device), mask=c.mask.to(device)) for c in cases]


def _mapped(case: PreparedCase, folder: Path) -> PreparedCase:
    folder.mkdir(parents=True, exist_ok=True)
    return replace(
        case,
        image=_written(folder / f"{case.id}.image.npy", case.image.numpy()),
        mask=_written(folder / f"{case.id}.mask.npy", case.mask.numpy()),
    )


def _written(path: Path, values: NDArray[np.generic]) -> torch.Tensor:
    np.save(path, values)
    return torch.from_numpy(np.load(path, mmap_mode="c"))
