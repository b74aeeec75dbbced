"""From approved revisions to the folder that training reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from activelearning.curate.snapshot import Approved, LeftOut, approved_of_split, take_snapshot
from activelearning.stages import StageReport
from labeling.annotate.selectors import judged_mask
from labeling.cohorts.errors import ChannelProblem
from labeling.cohorts.selectors.images import load_channels
from labeling.ingest.selectors import geometry_of
from labeling.projects.channels import Channels, names_of
from labeling.projects.selectors import ignored_value, judged_values
from labeling.rounds.selectors import project_by_id, training_run
from models.labelmap import IGNORE
from models.training.arrays import Split
from models.training.dataset import CaseEntry, write_case, write_index

Image = NDArray[np.float32]


class Reading(TypedDict):
    """The fields of dataset.json beside its head and its cases; see `write_index`."""

    label_values: tuple[int, ...]
    modality: str
    ignore_value: int | None
    channels: tuple[str, ...]


Skip = Callable[[LeftOut], None]


@dataclass(frozen=True)
class ApprovedCase(Approved):
    """With its image and mask in memory.

    Attributes:
        image: float32 (c, z, y, x) in modality units.
        mask: uint8 (z, y, x) label values; IGNORE where nobody judged.
        spacing: mm (z, y, x).
        shown: reads the image again, for a model of other channels; raises ChannelProblem.
    """

    image: Image
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]
    shown: Callable[[Channels], Image]


def curate(report: StageReport, training_run_id: int, folder: Path) -> Path:
    """Write the dataset of a training run; one that is complete already is kept as it is.

    A case that lacks a channel is left out, and the run says why.

    Raises:
        NoApprovedMask: 422, none of the training split, or none of them with all channels.
    """
    dataset = folder / "dataset"
    if (dataset / "dataset.json").exists():
        return dataset
    project = training_run(training_run_id).project
    without: list[LeftOut] = []
    entries = take_snapshot(
        report,
        training_run_id,
        lambda split: approved_cases(training_run_id, split, project.channels, without.append),
        partial(_written, dataset),
        channels=project.channels,
        left_out=without,
    )
    write_index(dataset, cases=entries, **reading_of(project.pk))
    return dataset


def reading_of(project_id: int) -> Reading:
    """How images and masks of the project's approved cases are to be read."""
    project = project_by_id(project_id)
    return Reading(
        label_values=(0, *judged_values(project)),
        modality=project.modality,
        ignore_value=None if ignored_value(project) is None else IGNORE,
        channels=tuple(names_of(project.channels)),
    )


def approved_cases(
    training_run_id: int, split: str, channels: Channels, skip: Skip
) -> Iterator[ApprovedCase]:
    """The approved cases of one split of the run's project, loaded one at a time, by number.

    Args:
        training_run_id: whose project.
        split: "train", "validation" or "holdout".
        channels: what the model is shown.
        skip: told of each case that lacks one of them.
    """
    for approved, revision in approved_of_split(training_run_id, split):
        case = revision.case
        shown = partial(load_channels, case)
        try:
            image = shown(channels)
        except ChannelProblem as problem:
            skip(left_out(approved, split, problem))
            continue
        yield ApprovedCase(
            **vars(approved),
            image=image,
            mask=judged_mask(revision),
            spacing=geometry_of(case.series).spacing,
            shown=shown,
        )


def left_out(case: Approved, split: str, problem: ChannelProblem) -> LeftOut:
    """The record of a case that could not be used."""
    return LeftOut(
        case=case.case_id, name=case.name, split=split, code=problem.code, reason=problem.message
    )


def _written(dataset: Path, case: ApprovedCase, split: Split) -> CaseEntry:
    at, image, mask = case.spacing, case.image, case.mask
    return write_case(dataset, case.name, image, mask, at, split=split, patient=case.patient)
