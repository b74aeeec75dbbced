"""From approved revisions to the folder that training reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from activelearning.stages import StageReport
from labeling.annotate.selectors import revision_mask
from labeling.cohorts.selectors import case_name, subgroups_of
from labeling.ingest.selectors import geometry_of, load_volume
from labeling.projects.selectors import label_values
from labeling.review.selectors import approved_revisions
from labeling.rounds import services as rounds
from labeling.rounds.errors import NoApprovedMask
from labeling.rounds.selectors import training_run
from models.training.dataset import Split, write_case, write_index


class Used(TypedDict):
    """One revision of the training snapshot, as TrainingRun.revisions keeps it."""

    case: int
    name: str
    revision: int
    mask_sha256: str
    split: Split


@dataclass(frozen=True)
class ApprovedCase:
    """An approved case in memory.

    Attributes:
        patient: opaque key, never a name.
        image: float32 (z, y, x) in modality units.
        mask: uint8 (z, y, x) label values.
        spacing: mm (z, y, x).
        groups: subgroups it belongs to, "attribute:value".
    """

    case_id: int
    name: str
    patient: str
    revision_id: int
    mask_sha256: str
    image: NDArray[np.float32]
    mask: NDArray[np.uint8]
    spacing: tuple[float, float, float]
    groups: tuple[str, ...] = ()


def curate(report: StageReport, training_run_id: int, folder: Path) -> Path:
    """Write the dataset of a training run; one that is complete already is kept as it is.

    Only train-split cases train; validation-split cases are measured during the training. Holdout
    cases have no place here.

    Raises:
        NoApprovedMask: 422.
    """
    dataset = folder / "dataset"
    if (dataset / "dataset.json").exists():
        return dataset
    project = training_run(training_run_id).project
    used: list[Used] = []
    entries = []
    splits: tuple[Split, ...] = ("train", "validation")
    for split in splits:
        for case in approved_cases(training_run_id, split):
            entries.append(
                write_case(dataset, case.name, case.image, case.mask, case.spacing, split=split)
            )
            used.append(
                Used(
                    case=case.case_id,
                    name=case.name,
                    revision=case.revision_id,
                    mask_sha256=case.mask_sha256,
                    split=split,
                )
            )
            report.run.stop_if_asked()
            report.progress(0.5, f"{len(used)} cases")
    if not any(one["split"] == "train" for one in used):
        raise NoApprovedMask(expected="at least 1 approved case of the train split", got=0)
    with report.run.commit_results(last=False):
        rounds.note_revisions(run_id=training_run_id, revisions=[{**one} for one in used])
    values = [0, *sorted(label_values(project))]
    write_index(dataset, label_values=values, cases=entries, modality=project.modality)
    return dataset


def approved_cases(training_run_id: int, split: str) -> Iterator[ApprovedCase]:
    """The approved cases of one split of the run's project, loaded one at a time, by number."""
    revisions = approved_revisions(training_run(training_run_id).project, splits=(split,))
    revisions = revisions.select_related("case__patient")
    for revision in revisions:
        case = revision.case
        yield ApprovedCase(
            case_id=case.pk,
            name=case_name(case),
            patient=str(case.patient_id),
            revision_id=revision.pk,
            mask_sha256=revision.mask_sha256,
            image=load_volume(case.series),
            mask=revision_mask(revision),
            spacing=geometry_of(case.series).spacing,
            groups=subgroups_of(case),
        )
