"""The array file of one case, which may come from anybody and be anything."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.planning.memory import memory_at_hand

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,120}")
Arrays = dict[str, NDArray[Any]]
Split = Literal["train", "validation"]
SPLITS: tuple[Split, ...] = get_args(Split)


class Entry(Protocol):
    """One line of an index: which case it is, what it is for, and where its arrays lie."""

    @property
    def id(self) -> str: ...

    @property
    def split(self) -> Split: ...

    @property
    def image(self) -> str: ...


def check_entries(directory: Path, entries: Iterable[Entry]) -> None:
    """Raises DatasetProblem for an id, a split or a place that cannot be, or a case named twice."""
    seen: set[str] = set()
    for case in entries:
        check_id(case.id)
        if case.split not in SPLITS:
            raise DatasetProblem(
                f"Case {case.id}: split is {case.split!r}, expected one of {SPLITS}.", case=case.id
            )
        if case.id in seen:
            raise DatasetProblem(f"Case {case.id} is listed twice.", case=case.id)
        check_inside(directory, case.image, case=case.id)
        seen.add(case.id)


def check_id(case_id: str) -> None:
    """An id names files; raises DatasetProblem where it could name one elsewhere."""
    if not SAFE_ID.fullmatch(case_id):
        raise DatasetProblem(
            f"Case id {case_id[:200]!r} cannot be a file name: use letters, digits, '.', '_', '-'.",
            case=case_id[:200],
        )


def check_inside(directory: Path, relative: str, *, case: str) -> None:
    """Raises DatasetProblem where the path, or a link on it, leads out of the folder."""
    try:
        inside = (directory / relative).resolve().is_relative_to(directory.resolve())
    except (OSError, ValueError, RuntimeError):  # no path at all, or links in a circle
        inside = False
    if not inside:
        raise DatasetProblem(f"Case {case} lies outside the dataset folder.", case=case)


def write_arrays(directory: Path, case_id: str, **arrays: NDArray[Any]) -> str:
    """Write `directory`/cases/<case_id>.npz; where it lies below the directory."""
    check_id(case_id)
    relative = f"cases/{case_id}.npz"
    path = directory / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        np.savez_compressed(handle, allow_pickle=False, **arrays)
    return relative


def read_arrays(path: Path, names: Iterable[str], *, case: str) -> Arrays:
    """These arrays of an .npz; no code in the file is run.

    Raises:
        DatasetProblem: "unreadable_case", or "case_too_large" where it unpacks to more than the
            memory has room for.
    """
    try:
        if not path.is_file():
            raise ValueError("it is no file")
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size < memory_at_hand(torch.device("cpu")):
            with np.load(path, allow_pickle=False) as found:
                return {name: _array(found[name]) for name in names}
    except MemoryError as error:
        raise too_large(case) from error
    except Exception as error:  # zip, zlib, numpy and its header's parser each raise their own
        raise DatasetProblem(
            f"Case {case}: {path.name} cannot be read: {str(error)[:200]}.",
            code="unreadable_case",
            case=case,
        ) from error
    raise too_large(case)


def read_spacing(values: NDArray[Any], axes: str, *, case: str) -> list[float]:
    """Millimetres, one an axis; raises DatasetProblem "bad_spacing"."""
    if values.shape != (len(axes),) or values.dtype.kind not in "fiu":
        raise DatasetProblem(
            f"Case {case}: spacing is {values.dtype} of shape {values.shape}, expected "
            f"{len(axes)} numbers ({', '.join(axes)}).",
            code="bad_spacing",
            case=case,
        )
    return [float(value) for value in values]


def _array(value: Any) -> NDArray[Any]:
    if not isinstance(value, np.ndarray):
        raise TypeError("a member is no array")
    return value


def too_large(case: str) -> DatasetProblem:
    """What is said of a file that the memory has no room for."""
    return DatasetProblem(
        f"Case {case}: its arrays need more memory than there is.", code="case_too_large", case=case
    )
