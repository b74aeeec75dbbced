"""Folders of labelled cases as others keep them, read one case at a time.

Known are our own dataset folder, nnU-Net v2's raw format, the Medical Segmentation Decathlon's, and
images/ with labels/ beside an optional manifest.csv (id, and where known patient or group, split).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import DatasetProblem
from models.files import read_json
from models.labelmap import IGNORE
from models.training.arrays import Split
from models.training.dataset import read_case, read_index, write_case, write_index
from models.training.nifti import label_values_in, read_channels, read_mask

NIFTI = (".nii.gz", ".nii")
PATIENT_COLUMNS = ("patient", "patient_id", "group", "group_heuristic")
MODALITIES = {"CT": "CT", "MRI": "MR", "MR": "MR", "X-RAY": "DX"}
"""What the Decathlon and nnU-Net call a channel -> DICOM's word."""


@dataclass(frozen=True)
class FolderCase:
    """One labelled case in memory.

    Attributes:
        patient: of several cases of one patient all have it; its own id where nobody said.
        split: the folder's own word for it, such as "train" or "val"; None where it has none.
        image: float32 (c, z, y, x), modality units.
        mask: uint8 (z, y, x) label values, or (k, z, y, x) of 0 and 1 for a sigmoid head.
        spacing: mm (z, y, x).
    """

    id: str
    patient: str
    split: str | None
    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]


@dataclass(frozen=True)
class LabelledFolder:
    """What a folder holds; iterating over it reads its cases one after another.

    Attributes:
        layout: "gyre", "nnunet", "msd" or "manifest".
        label_names: one per label value, "" where it has none.
        ids: of the cases, in order.
        read: loads the case of this number; raises DatasetProblem naming it.
    """

    layout: str
    label_values: tuple[int, ...]
    label_names: tuple[str, ...]
    ids: tuple[str, ...]
    read: Callable[[int], FolderCase]
    modality: str = ""
    head: str = "softmax"
    ignore_value: int | None = None
    channels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[FolderCase]:
        return (self.read(number) for number in range(len(self.ids)))


@dataclass(frozen=True)
class _Files:
    """Where one case lies; `ignored` is the file's value of voxels that nobody labelled."""

    id: str
    images: list[Path]
    mask: Path
    patient: str = ""
    split: str | None = None
    ignored: int | None = None

    def read(self) -> FolderCase:
        image, spacing, affine = read_channels(self.images, self.id)
        mask = read_mask(self.mask, self.id, image, affine)
        if self.ignored is not None:
            mask[mask == self.ignored] = IGNORE
        return FolderCase(self.id, self.patient or self.id, self.split, image, mask, spacing)


def read_labelled_folder(directory: Path) -> LabelledFolder:
    """Find out what the folder is and list its cases.

    Raises:
        DatasetProblem: it is none of the known layouts, or its description is wrong.
    """
    description = _description(directory)
    if "cases" in description:
        return _ours(directory)
    try:
        if "channel_names" in description:
            return _nnunet(directory, description)
        if "training" in description:
            return _decathlon(directory, description)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DatasetProblem(
            f"dataset.json is not as nnU-Net or the Decathlon write it: {error!r}."
        ) from error
    if (directory / "images").is_dir() and (directory / "labels").is_dir():
        return _manifest(directory)
    raise DatasetProblem(
        f"{directory} is no labelled folder: expected dataset.json (ours, nnU-Net's or the "
        "Decathlon's), or images/ and labels/.",
        code="unknown_layout",
    )


def write_dataset(
    folder: LabelledFolder, directory: Path, split_of: Callable[[FolderCase], Split | None]
) -> int:
    """Write our dataset folder of the cases that get a split; return how many they are."""
    entries = []
    for case in folder:
        split = split_of(case)
        if split is not None:
            entries.append(
                write_case(
                    directory,
                    case.id,
                    case.image,
                    case.mask,
                    case.spacing,
                    split=split,
                    patient=case.patient,
                )
            )
    write_index(
        directory,
        label_values=folder.label_values,
        cases=entries,
        modality=folder.modality,
        head=folder.head,
        ignore_value=folder.ignore_value,
        channels=folder.channels,
    )
    return len(entries)


def _description(directory: Path) -> dict[str, Any]:
    path = directory / "dataset.json"
    if not path.is_file():
        return {}
    try:
        return read_json(path)
    except (OSError, ValueError) as error:
        raise DatasetProblem(f"dataset.json cannot be read: {error!r}.") from error


def _ours(directory: Path) -> LabelledFolder:
    index = read_index(directory)

    def read(number: int) -> FolderCase:
        entry = index.cases[number]
        case = read_case(index, entry)
        patient = entry.patient or entry.id
        return FolderCase(entry.id, patient, entry.split, case.image, case.mask, case.spacing)

    return LabelledFolder(
        layout="gyre",
        label_values=index.label_values,
        label_names=("",) * len(index.label_values),
        ids=tuple(entry.id for entry in index.cases),
        read=read,
        modality=index.modality,
        head=index.head,
        ignore_value=index.ignore_value,
        channels=index.channels,
    )


def _nnunet(directory: Path, description: dict[str, Any]) -> LabelledFolder:
    """imagesTr/ID_0000.nii.gz per channel, labelsTr/ID.nii.gz; labels are name -> value."""
    ending = str(description.get("file_ending", ".nii.gz"))
    if ending not in NIFTI:
        raise DatasetProblem(f"file_ending is {ending!r}, expected one of {NIFTI}.")
    labels = dict(description.get("labels", {}))
    regions = sorted(name for name, value in labels.items() if isinstance(value, list))
    if regions:
        raise DatasetProblem(
            f"Labels {regions} are regions of several values: region-based training is not "
            "supported. Write one label each.",
            code="regions",
        )
    ignored = labels.pop("ignore", None)
    channels = _in_order(description["channel_names"])
    cases = [
        _Files(
            id=mask.name.removesuffix(ending),
            images=[
                directory / "imagesTr" / f"{mask.name.removesuffix(ending)}_{n:04d}{ending}"
                for n in range(len(channels))
            ],
            mask=mask,
            ignored=None if ignored is None else int(ignored),
        )
        for mask in sorted((directory / "labelsTr").glob(f"*{ending}"))
    ]
    named = {int(value): str(name) for name, value in labels.items()}
    folder = _of_files("nnunet", cases, named, channels)
    return replace(folder, ignore_value=None if ignored is None else IGNORE)


def _decathlon(directory: Path, description: dict[str, Any]) -> LabelledFolder:
    """`training`: pairs of paths; several channels lie along an image's fourth axis."""
    channels = _in_order(description.get("modality", {}))
    cases = [
        _Files(
            id=_stem(pair["label"]),
            images=[directory / pair["image"]],
            mask=directory / pair["label"],
        )
        for pair in description["training"]
    ]
    named = {int(value): str(name) for value, name in description["labels"].items()}
    return _of_files("msd", cases, named, channels)


def _manifest(directory: Path) -> LabelledFolder:
    """images/ID.nii.gz and labels/ID.nii.gz; the label values are those that the masks hold."""
    masks = {
        _stem(path.name): path
        for path in sorted((directory / "labels").iterdir())
        if path.name.endswith(NIFTI)
    }
    table = directory / "manifest.csv"
    rows: list[dict[str, str]] = [{"id": case} for case in masks]
    if table.is_file():
        try:
            with table.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
        except (OSError, ValueError, csv.Error) as error:
            raise DatasetProblem(f"manifest.csv cannot be read: {error}.") from error
    missing = [row.get("id") for row in rows if row.get("id") not in masks]
    if missing:
        raise DatasetProblem(f"manifest.csv names {missing[:5]}, which labels/ does not hold.")
    cases = [
        _Files(
            id=row["id"],
            images=[directory / "images" / masks[row["id"]].name],
            mask=masks[row["id"]],
            patient=next((row[c] for c in PATIENT_COLUMNS if row.get(c)), ""),
            split=(row.get("split") or "").strip().lower() or None,
        )
        for row in rows
    ]
    values = {0}.union(*(label_values_in(case.mask, case.id) for case in cases))
    folder = _of_files("manifest", cases, dict.fromkeys(values - {IGNORE}, ""), ())
    return replace(folder, ignore_value=IGNORE if IGNORE in values else None)


def _of_files(
    layout: str, cases: list[_Files], named: dict[int, str], channels: tuple[str, ...]
) -> LabelledFolder:
    values = tuple(sorted(named.keys() | {0}))
    if not 0 <= min(values) <= max(values) <= 255:
        raise DatasetProblem(f"Labels have the values {list(values)}, expected 0 to 255.")
    outside = [case.id for case in cases if not all(path.is_file() for path in case.images)]
    if not cases or outside:
        raise DatasetProblem(
            f"Images are missing, of {outside[:5]}." if outside else "The folder holds no case.",
            code="missing_image" if outside else "no_training_case",
            case=outside[0] if outside else None,
        )
    words = {MODALITIES.get(channel.upper(), "") for channel in channels}
    return LabelledFolder(
        layout=layout,
        label_values=values,
        label_names=tuple(named.get(value, "background") for value in values),
        ids=tuple(case.id for case in cases),
        read=lambda number: cases[number].read(),
        modality=words.pop() if len(words) == 1 else "",
        channels=channels,
    )


def _in_order(names: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(names[key]) for key in sorted(names, key=int))


def _stem(name: str) -> str:
    last = Path(name).name
    return last.removesuffix(".gz").removesuffix(".nii")
