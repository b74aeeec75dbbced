"""The labelled cases of a simulation: brought into one folder once, pool and holdout apart for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activelearning.simulate.errors import BadData
from activelearning.simulate.kept import keep, kept
from models.errors import DatasetProblem
from models.files import file_sha256
from models.labelmap import IGNORE
from models.training.checks import faults
from models.training.dataset import CaseEntry, DatasetIndex, LabeledCase, read_case, write_case
from models.transforms.prepare import with_channels

CARVE = 20261126
"""Seeds the holdout where the data names none, so that every simulation of it has the same."""


@dataclass(frozen=True)
class TruthCase:
    """A case with its true mask, as a source gives it.

    Attributes:
        patient: opaque key: cases of one patient are never on both sides.
        image: float32 (z, y, x) or (c, z, y, x) in modality units.
        mask: uint8 (z, y, x) label values, or (k, z, y, x) of 0 and 1 for a sigmoid head.
        spacing: mm (z, y, x).
        holdout: its side, or None where the source names none.
    """

    id: str
    patient: str
    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]
    holdout: bool | None = None


@dataclass(frozen=True)
class Grammar:
    """How images and masks are to be read: the fields of a dataset.json beside its cases."""

    label_values: tuple[int, ...]
    modality: str = ""
    head: str = "softmax"
    ignore_value: int | None = None
    channels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `from_json` takes it."""
        return {**vars(self), "label_values": list(self.label_values), "channels": [*self.channels]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Grammar:
        """From what `to_json` gave."""
        lists = {name: tuple(value[name]) for name in ("label_values", "channels")}
        return cls(**{**value, **lists})


@dataclass(frozen=True)
class Source:
    """Labelled cases, loaded one at a time."""

    grammar: Grammar
    cases: Iterable[TruthCase]


@dataclass(frozen=True)
class Known:
    """A case that was brought in. `foreground`: voxels that a reader would have to draw."""

    id: str
    patient: str
    image: str
    foreground: int
    sha256: str


@dataclass(frozen=True)
class SimulationData:
    """The cases of a simulation, by id."""

    directory: Path
    grammar: Grammar
    pool: tuple[Known, ...]
    holdout: tuple[Known, ...]

    def load(self, case: Known) -> LabeledCase:
        """Image and true mask; raises DatasetProblem."""
        index = DatasetIndex(self.directory, self.grammar.label_values, ())
        return read_case(index, CaseEntry(id=case.id, split="train", image=case.image))


def bring_in(
    directory: Path, source: Source, *, holdout_share: float, anew: bool = False
) -> SimulationData:
    """Write every case of the source under `directory`, unless that was done before.

    A source that names no holdout gets one of `holdout_share` of its patients. With `anew` what was
    brought in before does not count: nobody knows of which source it is.

    Raises:
        BadData: a side would be empty.
        DatasetProblem: naming a case that nothing can be learned from or measured on.
    """
    known = None if anew else brought_in(directory)
    if known is not None:
        return known
    rows: list[Known] = []
    sides: list[bool | None] = []
    index = DatasetIndex(directory, cases=(), **vars(source.grammar))
    channels: set[int] = set()
    for case in source.cases:
        if any(case.id == row.id for row in rows):
            raise DatasetProblem(f"Case {case.id} is there twice.", case=case.id)
        _check(case, index, channels)
        entry = write_case(directory, case.id, case.image, case.mask, case.spacing)
        foreground = int(((case.mask > 0) & (case.mask != IGNORE)).sum())
        digest = file_sha256(directory / entry.image)
        rows.append(Known(case.id, case.patient, entry.image, foreground, digest))
        sides.append(case.holdout)
    held = _held_patients(rows, sides, holdout_share)
    value = {
        "grammar": source.grammar.to_json(),
        "pool": [vars(row) for row in rows if row.patient not in held],
        "holdout": [vars(row) for row in rows if row.patient in held],
    }
    for side in ("pool", "holdout"):
        if not value[side]:
            raise BadData(f"The {side} is empty.", expected="1 or more cases", got=0)
    keep(directory / "cases.json", value)
    return _from_json(directory, value)


def brought_in(directory: Path) -> SimulationData | None:
    """What `bring_in` wrote; None when it was not done, or not to its end."""
    value = kept(directory / "cases.json")
    return None if value is None else _from_json(directory, value)


def _check(case: TruthCase, index: DatasetIndex, channels: set[int]) -> None:
    """Now, and not after the hours until a strategy picks it."""
    image = with_channels(case.image)
    channels.add(len(image))
    found = faults(LabeledCase(case.id, image, case.mask, case.spacing), index)
    if found:
        raise DatasetProblem(found[0].message, code=found[0].code, case=case.id)
    if len(channels) > 1:
        message = (
            f"Case {case.id}: the image has {len(image)} channels, those before another number."
        )
        raise DatasetProblem(message, code="mixed_channels", case=case.id)


def _held_patients(
    rows: Sequence[Known], sides: Sequence[bool | None], holdout_share: float
) -> set[str]:
    """Patients of the holdout. One that the source has on both sides would leak: it is refused."""
    named = {row.patient for row, side in zip(rows, sides, strict=True) if side}
    pooled = {row.patient for row, side in zip(rows, sides, strict=True) if side is False}
    if both := sorted(named & pooled):
        raise BadData(f"Patients are both in the pool and in the holdout: {both[:5]}.")
    if named:
        return named
    patients = sorted({row.patient for row in rows})
    count = round(holdout_share * len(patients))
    rng = np.random.default_rng(CARVE)
    return {patients[i] for i in rng.permutation(len(patients))[: max(1, count)]}


def _from_json(directory: Path, value: dict[str, Any]) -> SimulationData:
    return SimulationData(
        directory=directory,
        grammar=Grammar.from_json(value["grammar"]),
        pool=tuple(Known(**row) for row in value["pool"]),
        holdout=tuple(Known(**row) for row in value["holdout"]),
    )


def describe(data: SimulationData) -> dict[str, Any]:
    """What the results say of the cases, with a digest of them all."""
    return {
        "pool": len(data.pool),
        "holdout": len(data.holdout),
        "pool_patients": len({case.patient for case in data.pool}),
        "holdout_patients": len({case.patient for case in data.holdout}),
        "sha256": [case.sha256 for case in (*data.pool, *data.holdout)],
    }
