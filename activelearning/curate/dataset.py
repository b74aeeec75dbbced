"""From approved revisions to the folder that training reads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from activelearning.stages import StageReport
from labeling.annotate.selectors import judged_mask
from labeling.cohorts.errors import ChannelProblem
from labeling.cohorts.selectors import case_name, subgroups_of
from labeling.cohorts.selectors.images import load_channels
from labeling.ingest.selectors import geometry_of
from labeling.projects.channels import Channels, names_of
from labeling.projects.selectors import ignored_value, judged_values
from labeling.review.selectors import approved_revisions
from labeling.rounds import services as rounds
from labeling.rounds.errors import NoApprovedMask
from labeling.rounds.selectors import project_by_id, training_run
from models.labelmap import IGNORE
from models.training.dataset import CaseEntry, Split, write_case, write_index

Image = NDArray[np.float32]
SPLITS: tuple[Split, ...] = ("train", "validation")


class Used(TypedDict):
    """One revision of the training snapshot, as TrainingRun.revisions keeps it."""

    case: int
    name: str
    revision: int
    mask_sha256: str
    split: Split


class LeftOut(TypedDict):
    """An approved case that lacks a channel, as TrainingRun.left_out keeps it."""

    case: int
    name: str
    split: str
    code: str
    reason: str


class Reading(TypedDict):
    """The fields of dataset.json beside its head and its cases; see `write_index`."""

    label_values: tuple[int, ...]
    modality: str
    ignore_value: int | None
    channels: tuple[str, ...]


Skip = Callable[[LeftOut], None]


@dataclass(frozen=True)
class ApprovedCase:
    """An approved case in memory.

    Attributes:
        patient: opaque key, never a name.
        image: float32 (c, z, y, x) in modality units.
        mask: uint8 (z, y, x) label values; IGNORE where nobody judged.
        spacing: mm (z, y, x).
        shown: reads the image again, for a model of other channels; raises ChannelProblem.
        groups: subgroups it belongs to, "attribute:value".
    """

    case_id: int
    name: str
    patient: str
    revision_id: int
    mask_sha256: str
    image: Image
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]
    shown: Callable[[Channels], Image]
    groups: tuple[str, ...] = ()


def curate(report: StageReport, training_run_id: int, folder: Path) -> Path:
    """Write the dataset of a training run; one that is complete already is kept as it is.

    Only train-split cases train; validation-split cases are measured during the training. Holdout
    cases have no place here. A case that lacks a channel is left out, and the run says why.

    Raises:
        NoApprovedMask: 422, none of the training split, or none of them with all channels.
    """
    dataset = folder / "dataset"
    if (dataset / "dataset.json").exists():
        return dataset
    project = training_run(training_run_id).project
    used: list[Used] = []
    without: list[LeftOut] = []
    entries: list[CaseEntry] = []
    for split in SPLITS:
        for case in approved_cases(training_run_id, split, project.channels, without.append):
            entries.append(_written(dataset, case, split))
            used.append(_used(case, split))
            report.run.stop_if_asked()
            report.progress(0.5, f"{len(used)} cases")
    _require_training_cases(used, without)
    with report.run.commit_results(last=False):
        rounds.note_revisions(
            run_id=training_run_id,
            revisions=[{**one} for one in used],
            channels=project.channels,
            left_out=[{**one} for one in without],
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
    revisions = approved_revisions(training_run(training_run_id).project, splits=(split,))
    for revision in revisions.select_related("case__patient"):
        case = revision.case
        shown = partial(load_channels, case)
        try:
            image = shown(channels)
        except ChannelProblem as problem:
            skip(left_out(case.pk, case_name(case), split, problem))
            continue
        yield ApprovedCase(
            case_id=case.pk,
            name=case_name(case),
            patient=str(case.patient_id),
            revision_id=revision.pk,
            mask_sha256=revision.mask_sha256,
            image=image,
            mask=judged_mask(revision),
            spacing=geometry_of(case.series).spacing,
            shown=shown,
            groups=subgroups_of(case),
        )


def left_out(case_id: int, name: str, split: str, problem: ChannelProblem) -> LeftOut:
    """The record of a case that could not be used."""
    return LeftOut(case=case_id, name=name, split=split, code=problem.code, reason=problem.message)


def _written(dataset: Path, case: ApprovedCase, split: Split) -> CaseEntry:
    return write_case(
        dataset,
        case.name,
        case.image,
        case.mask,
        case.spacing,
        split=split,
        patient=case.patient,
    )


def _used(case: ApprovedCase, split: Split) -> Used:
    return Used(
        case=case.case_id,
        name=case.name,
        revision=case.revision_id,
        mask_sha256=case.mask_sha256,
        split=split,
    )


def _require_training_cases(used: Sequence[Used], without: Sequence[LeftOut]) -> None:
    """Raises: NoApprovedMask, 422; where each lacks a channel it says what the first one lacks."""
    if any(one["split"] == "train" for one in used):
        return
    lacking = [one for one in without if one["split"] == "train"]
    if lacking:
        raise NoApprovedMask(
            f"No approved case has all channels ({len(lacking)} lack one): {lacking[0]['reason']}",
            expected="at least 1 approved case of the train split with all channels",
            got=0,
        )
    raise NoApprovedMask(expected="at least 1 approved case of the train split", got=0)
